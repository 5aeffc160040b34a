import compression from 'compression'
import { randomId } from '@image-stream/core/relay'
import express from 'express'
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { toNodeListener, type WebHandler } from '../src/node.ts'
import { followRequest, keepingRelay, picturePaths } from './kept-runs.ts'
import { hasNginx, startNginx } from './nginx.ts'
import { eventsOfText, listen, listenServer, runRequest } from './relay-under-test.ts'
import { until } from './until.ts'

/** Compresses and holds back what it may, and gives where it listens for the handler. */
type Listen = (handler: WebHandler) => Promise<string>

async function underExpress(handler: WebHandler): Promise<string> {
  const app = express()
  app.use(compression({ threshold: 0 }))
  app.use(toNodeListener(handler))
  return (await listenServer(createServer(app))).url
}

async function behindNginx(handler: WebHandler): Promise<string> {
  const nginx = await startNginx((await listen(handler)).url)
  onTestFinished(() => nginx.stop())
  return nginx.url
}

interface Proxy {
  readonly name: string
  readonly listen: Listen
  readonly isHere: boolean
  /** How it sends what says `no-transform`. nginx does not ask, but hands each event on when it is there. */
  readonly encoding: string | null
}

const proxies: readonly Proxy[] = [
  { name: 'under Express with compression', listen: underExpress, isHere: true, encoding: null },
  {
    name: 'behind nginx, which buffers and compresses',
    listen: behindNginx,
    isHere: hasNginx,
    encoding: 'gzip',
  },
]

const compressed = { 'accept-encoding': 'gzip, deflate' }

for (const { name, listen: listenBehind, isHere, encoding } of proxies)
  describe.skipIf(!isHere)(`the relay ${name}`, () => {
    test('other answers are held back and compressed, so what follows is put to the proof', async () => {
      const url = await listenBehind(async () => new Response('hello '.repeat(100)))
      const response = await fetch(url, { headers: compressed })
      expect(response.headers.get('content-encoding')).toBe('gzip')
    })

    test('each event arrives when it is made', async () => {
      const gate = Promise.withResolvers<void>()
      const { relay, emulator } = keepingRelay({}, { silence: { at: 'thinking', until: gate.promise } })
      const url = await listenBehind(relay)
      const response = await fetch(runRequest({ url: `${url}/api/images/runs`, headers: compressed }))
      expect(response.headers.get('content-encoding')).toBe(encoding)
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      // The API is silent from here on: what is read now was not held back for more.
      while (!text.includes('"type":"thought"')) text += (await reader.read()).value ?? ''
      expect(emulator.ledger.open).toBe(1)
      gate.resolve()
      for (let read = await reader.read(); !read.done; read = await reader.read()) text += read.value
      expect(eventsOfText(text).at(-1)).toMatchObject({ type: 'done' })
    })

    test('pictures and resumed runs come as they are', async () => {
      const { relay } = keepingRelay()
      const url = await listenBehind(relay)
      const key = randomId()
      const text = await (
        await fetch(runRequest({ key, url: `${url}/api/images/runs`, headers: compressed }))
      ).text()
      const again = await (await fetch(followRequest({ key }, { url, headers: compressed }))).text()
      expect(again).toBe(text)
      const path = `/api/images/${picturePaths(eventsOfText(text))[0]}`
      const direct = await relay(new Request(`http://localhost${path}`))
      const picture = await fetch(url + path, { headers: compressed })
      expect(picture.headers.get('content-encoding')).toBe(encoding)
      expect(await picture.bytes()).toEqual(await direct.bytes())
      const head = await fetch(url + path, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } })
      expect(head.headers.get('content-length')).toBe(direct.headers.get('content-length'))
    })

    test('who leaves a run that is not kept closes it upstream', async () => {
      const { relay, emulator } = keepingRelay({ onDisconnect: 'cancel' }, { silence: { at: 'thinking' } })
      const url = await listenBehind(relay)
      const controller = new AbortController()
      const response = await fetch(runRequest({ url: `${url}/api/images/runs`, signal: controller.signal }))
      await until(() => emulator.ledger.open === 1)
      controller.abort()
      await expect(response.text()).rejects.toThrow('abort')
      await until(() => emulator.ledger.open === 0)
    })

    test('a stop closes it too', async () => {
      const { relay, emulator } = keepingRelay({}, { silence: { at: 'thinking' } })
      const url = `${await listenBehind(relay)}/api/images/runs`
      const key = randomId()
      const response = await fetch(runRequest({ url, key }))
      await until(() => emulator.ledger.open === 1)
      expect((await fetch(runRequest({ url, key, method: 'DELETE' }))).ok).toBe(true)
      await until(() => emulator.ledger.open === 0)
      expect(eventsOfText(await response.text()).at(-1)).toMatchObject({ type: 'stopped' })
    })
  })
