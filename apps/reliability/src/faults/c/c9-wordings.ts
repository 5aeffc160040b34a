import assert from 'node:assert/strict'
import { gemini } from '@image-stream/core/gemini'
import { sse, thought } from '../../../../../packages/core/test/wire.ts'
import type { Fault } from '../../fault.ts'
import { expectError, observeRun, secretKey } from '../../observe-run.ts'

/** What runtimes call one and the same: the connection broke. */
const wordings: Readonly<Record<string, () => Error>> = {
  'Chrome, before an answer': () => new TypeError('Failed to fetch'),
  'Chrome, in an answer': () => new TypeError('network error'),
  'Firefox, before an answer': () => new TypeError('NetworkError when attempting to fetch resource.'),
  'Firefox, in an answer': () => new TypeError('Error in input stream'),
  Safari: () => new TypeError('Load failed'),
  'Node, before an answer': () => new TypeError('fetch failed', { cause: coded('ECONNRESET', 'read') }),
  'Node, in an answer': () => new TypeError('terminated', { cause: coded('UND_ERR_SOCKET') }),
  'Cloudflare Workers': () => new Error('Network connection lost.'),
  Deno: () => new TypeError('error sending request for url'),
  Bun: () => coded('ECONNRESET', 'read', 'The socket connection was closed unexpectedly.'),
  // It says so, and nobody has asked for it.
  'an abort that is none': () => new DOMException('The operation was aborted.', 'AbortError'),
  'no words at all': () => new Error(''),
}

function coded(code: string, syscall?: string, message: string = code): Error {
  return Object.assign(new Error(message), { code, syscall })
}

export const otherWords: Fault = {
  id: 'C9',
  title: 'one failure in the words of every runtime: told by when it came',
  *cases() {
    for (const [runtime, makeError] of Object.entries(wordings)) {
      yield {
        name: `${runtime}: before the headers`,
        async run() {
          let calls = 0
          const transport = gemini({
            apiKey: secretKey,
            fetch() {
              calls += 1
              return Promise.reject(makeError())
            },
          })
          const run = await observeRun('A fox', { transport })
          expectError(run, { code: 'network', phase: 'sent', billed: 'maybe' })
          assert.equal(calls, 1, 'never asked again')
        },
      }
      yield {
        name: `${runtime}: in the body`,
        async run() {
          let calls = 0
          const transport = gemini({
            apiKey: secretKey,
            fetch() {
              calls += 1
              return Promise.resolve(new Response(breaking(makeError())))
            },
          })
          const run = await observeRun('A fox', { transport })
          const { partial } = expectError(run, { code: 'network', phase: 'streaming', billed: 'maybe' })
          assert.equal(partial.thoughts, 'I see a fox.')
          assert.equal(calls, 1, 'never asked again')
        },
      }
    }
  },
}

function breaking(error: Error): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(sse(thought('I see a fox.')))
  let isSent = false
  return new ReadableStream({
    pull(controller) {
      if (isSent) return controller.error(error)
      isSent = true
      controller.enqueue(bytes)
    },
  })
}
