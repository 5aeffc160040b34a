import assert from 'node:assert/strict'
import { gemini, type GeminiOptions } from '@image-stream/core/gemini'
import type { Fault } from '../../fault.ts'
import { expectError, observeRun, secretKey } from '../../observe-run.ts'
import { openRawServer } from '../../raw-server.ts'

const statuses = [301, 302, 303, 307, 308]

/** Each way in which the key may travel. */
const ways = ['header', 'query', 'bearer'] as const satisfies readonly GeminiOptions['auth'][]

export const redirects: Fault = {
  id: 'B12',
  title: 'a redirect: not followed, and the key goes nowhere else',
  async *cases(context) {
    const trap = await openRawServer(context, ({ socket }) => socket.destroy())
    const targets = ['/trap', `http://localhost:${trap.port}/trap`, `http://127.0.0.1:${trap.port}/trap`]
    const redirector = await openRawServer(context, ({ path, socket }) => {
      const [, status, target] = path.split('/')
      const location = targets[Number(target)] ?? ''
      socket.end(`HTTP/1.1 ${status} Elsewhere\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`)
    })

    for (const status of statuses)
      for (const [index, target] of ['the same host', 'another host', 'another port'].entries())
        for (const auth of ways)
          yield {
            name: `${status} to ${target}, key by ${auth}`,
            async run() {
              const path = `/${status}/${index}/${auth}`
              const transport = gemini({ apiKey: secretKey, baseUrl: `${redirector.url}${path}`, auth })
              const run = await observeRun('A fox', { transport })
              expectError(run, { code: 'misconfigured', billed: 'no' })
              assert.equal(redirector.requestsTo(path), 1, 'asked once')
              assert.equal(redirector.requestsTo('/trap') + trap.requestsTo('/'), 0, 'and not where it leads')
            },
          }
  },
}
