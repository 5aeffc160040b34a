import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import compression from 'compression'
import { randomId } from '@image-stream/core/relay'
import express from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { toNodeListener } from '../src/node.ts'
import { followRequest, keepingRelay, picturePaths } from './kept-runs.ts'
import { eventsOfText, runRequest } from './relay-under-test.ts'

/** The relay in an Express app whose answers are all compressed, and what a browser would ask it for. */
async function expressApp(handler: Parameters<typeof toNodeListener>[0]): Promise<string> {
  const app = express()
  app.use(compression({ threshold: 0 }))
  app.get('/hello', (_request, response) => void response.type('text').send('hello '.repeat(100)))
  app.use('/shop/api/images', toNodeListener(handler))
  const server: Server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const compressed = { 'accept-encoding': 'gzip, deflate, br' }

describe('behind Express with compression', () => {
  test('other answers are compressed, so what follows is put to the proof', async () => {
    const url = await expressApp(() => new Response())
    const response = await fetch(`${url}/hello`, { headers: compressed })
    expect(response.headers.get('content-encoding')).toBe('br')
  })

  test('each event arrives when it is made', async () => {
    const gate = Promise.withResolvers<void>()
    const { relay, emulator } = keepingRelay({}, { silence: { at: 'thinking', until: gate.promise } })
    const url = await expressApp(relay)
    const response = await fetch(runRequest({ url: `${url}/shop/api/images/runs`, headers: compressed }))
    expect(response.headers.get('content-encoding')).toBeNull()
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
    const url = `${await expressApp(relay)}/shop`
    const key = randomId()
    const text = await (
      await fetch(runRequest({ key, url: `${url}/api/images/runs`, headers: compressed }))
    ).text()
    const again = await (await fetch(followRequest({ key }, { url, headers: compressed }))).text()
    expect(again).toBe(text)
    const [path] = picturePaths(eventsOfText(text))
    const picture = await fetch(`${url}/api/images/${path}`, { headers: compressed })
    expect(picture.headers.get('content-encoding')).toBeNull()
    expect((await picture.arrayBuffer()).byteLength).toBe(Number(picture.headers.get('content-length')))
    const head = await fetch(`${url}/api/images/${path}`, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(picture.headers.get('content-length'))
  })
})
