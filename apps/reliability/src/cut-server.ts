import assert from 'node:assert/strict'
import type { FetchHandler, StreamImageOptions } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import type { RecordedAnswer } from './cut-answers.ts'
import type { FaultContext } from './fault.ts'
import { secretKey } from './observe-run.ts'
import { chunkedEnd, chunkedHead, openRawServer, type RawRequest } from './raw-server.ts'

/** `clean`: the body just ends, as a proxy ends it. `reset`: the connection breaks, with all that was sent read before. */
export type CutKind = 'clean' | 'reset'

/** Answers over real sockets, cut off. */
export interface CutServer {
  /** Options of a run that gets so many bytes of this answer. */
  optionsFor(answer: RecordedAnswer, length: number, kind: CutKind): StreamImageOptions
  /** @throws AssertionError when a connection stays open after its run. */
  expectClosed(): Promise<void>
}

/** How long a connection may stay open once its run has settled, in milliseconds. */
const closingMs = 1_000

export async function openCutServer(context: Pick<FaultContext, 'defer'>): Promise<CutServer> {
  const planned = new Map<string, { readonly bytes: Buffer; readonly kind: CutKind }>()
  const open = new Map<string, RawRequest['socket']>()
  const server = await openRawServer(context, ({ path, socket }) => {
    const id = path.split('/')[1] ?? ''
    const plan = planned.get(id)
    if (!plan) throw new Error(`Nothing is planned for ${path}.`)
    open.set(id, socket)
    socket.on('close', () => open.delete(id))
    socket.write(chunkedHead)
    if (plan.bytes.length > 0) {
      socket.write(`${plan.bytes.length.toString(16)}\r\n`)
      socket.write(plan.bytes)
      socket.write('\r\n')
    }
    if (plan.kind === 'clean') socket.end(chunkedEnd)
  })
  // A client whose request came to nothing asks again, and is cut again. Its pauses are random up to a limit: none at all
  // is as likely as any.
  const { random } = Math
  Math.random = () => 0
  context.defer(() => void (Math.random = random))
  let count = 0
  return {
    optionsFor(answer, length, kind) {
      const id = String((count += 1))
      planned.set(id, { bytes: answer.bytes.subarray(0, length), kind })
      const fetch =
        kind === 'clean' ? globalThis.fetch : afterBytes(length, () => open.get(id)?.resetAndDestroy())
      const url = `${server.url}/${id}`
      return answer.protocol === 'run'
        ? { api: url, fetch }
        : { transport: gemini({ apiKey: secretKey, baseUrl: url, fetch, maxRetries: 0 }) }
    },
    async expectClosed() {
      const until = performance.now() + closingMs
      while (open.size > 0 && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 5))
      assert.deepEqual([...open.keys()], [], 'connections that stay open')
    },
  }
}

/** A `fetch` that says when so many bytes of the answer were read: a reset takes back what is still on its way. */
function afterBytes(length: number, onRead: () => void): FetchHandler {
  return async (request) => {
    const response = await fetch(request)
    const reader = response.body?.getReader()
    if (!reader) return response
    let read = 0
    if (length === 0) onRead()
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await reader.read()
          if (done) return controller.close()
          controller.enqueue(value)
          read += value.length
          if (read === length) onRead()
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    )
    return new Response(body, response)
  }
}
