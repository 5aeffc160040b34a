import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { gemini } from './gemini/index.ts'
import { relay } from './relay/index.ts'
import { streamImage } from './stream-image.ts'
import type { Transport } from './transport.ts'

const transports: Readonly<Record<string, (origin: string) => Transport>> = {
  gemini: (origin) => gemini({ apiKey: 'key', baseUrl: origin }),
  relay: (origin) => relay({ api: origin }),
}

for (const [name, createTransport] of Object.entries(transports))
  test(`a stop closes the connection of ${name} after memory was collected`, async () => {
    const closed = Promise.withResolvers<'closed'>()
    const asked = Promise.withResolvers<void>()
    const server = createServer((incoming, outgoing) => {
      incoming.resume()
      outgoing.once('close', () => closed.resolve('closed'))
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write(': nothing yet\n\n')
      asked.resolve()
    })
    server.listen(0, '127.0.0.1')
    onTestFinished(() => server.closeAllConnections())
    await once(server, 'listening')
    const stop = new AbortController()
    const transport = createTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const { result } = streamImage('A fox', { transport, signal: stop.signal })
    const settled = result.catch(() => {})
    await asked.promise
    await collect()
    stop.abort()
    expect(await Promise.race([closed.promise, sleep(5_000, 'left open', { ref: false })])).toBe('closed')
    await settled
    server.close()
  })

/** Several times, as what is dropped by one collection lets go of more. */
async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let round = 0; round < 5; round += 1) {
    await sleep(20)
    gc()
  }
}
