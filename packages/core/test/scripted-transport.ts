import { createError, type ErrorCode, type ErrorInit } from '../src/errors.ts'
import type { ImageStreamEvent } from '../src/events.ts'
import type { RunRequest, Transport } from '../src/transport.ts'

/** One call of `run`, driven by hand. */
export interface ScriptedRun {
  readonly request: RunRequest
  readonly signal: AbortSignal
  emit(...events: readonly ImageStreamEvent[]): Promise<void>
  fail<Code extends ErrorCode>(code: Code, init: ErrorInit<Code>): Promise<void>
  /** Ends without a terminal event. */
  cut(): Promise<void>
}

export interface ScriptedTransport extends Transport {
  readonly runs: readonly ScriptedRun[]
  /** The last run. */
  readonly last: ScriptedRun
}

/** A transport whose every event the test gives; each call waits until the reader has taken what it was given. */
export function scriptedTransport({ ignoresAbort = false } = {}): ScriptedTransport {
  const runs: ScriptedRun[] = []
  return {
    runs,
    get last() {
      const run = runs.at(-1)
      if (!run) throw new Error('No run has begun.')
      return run
    },
    async *run(request, signal) {
      const queue: ((ImageStreamEvent | 'cut') | Error)[] = []
      let wake = Promise.withResolvers<void>()
      if (!ignoresAbort) signal.addEventListener('abort', () => wake.resolve())
      const give = (...items: readonly (ImageStreamEvent | 'cut' | Error)[]): Promise<void> => {
        queue.push(...items)
        wake.resolve()
        // A task later the reader has taken them all: it only awaits promises that are settled.
        return new Promise((resolve) => setTimeout(resolve, 0))
      }
      runs.push({
        request,
        signal,
        emit: (...events) => give(...events),
        fail: (code, init) => give(createError(code, init)),
        cut: () => give('cut'),
      })
      for (;;) {
        const item = queue.shift()
        if (item === 'cut' || (signal.aborted && !ignoresAbort)) return
        if (item instanceof Error) throw item
        if (item) yield item
        else {
          wake = Promise.withResolvers()
          await wake.promise
        }
      }
    },
  }
}

/** The events of one whole picture. */
export function pictureEvents(
  bytes: Uint8Array<ArrayBuffer>,
  { index = 0, width = 8, height = 6, draft = false } = {},
): readonly ImageStreamEvent[] {
  return [
    { type: 'image-start', index, mediaType: 'image/png', width, height },
    { type: 'image-data', index, bytes },
    { type: 'image-end', index, byteLength: bytes.length, draft },
  ]
}
