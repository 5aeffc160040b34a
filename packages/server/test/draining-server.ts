// A server of its own that is told to end in the middle of a run.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEmulator } from '@image-stream/emulator'
import { createImageRelay, createMemoryStore } from '../src/index.ts'
import { drainOnSignal, toNodeListener } from '../src/node.ts'

const [pauseMs = '0', drainMs = '90000'] = process.argv.slice(2)
const relay = createImageRelay({
  apiKey: 'test',
  store: createMemoryStore(),
  onError() {},
  upstream: {
    fetch: createEmulator({
      pace: 'instant',
      pictureSize: 'small',
      silence: { at: 'thinking', until: new Promise((resolve) => setTimeout(resolve, Number(pauseMs))) },
    }),
  },
})
const server = createServer(toNodeListener(relay))
drainOnSignal(server, relay, { drainMs: Number(drainMs) })
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
