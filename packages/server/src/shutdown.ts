import { createError } from '@image-stream/core'
import type { Running } from './running.ts'
import { toTimerMs } from './timer.ts'
import type { Work } from './work.ts'

/** How long runs may take to come to their end before a process does, in milliseconds: longer than nearly all take. */
const defaultDrainMs = 90_000
/** What runs that were ended by it may take to say so, in milliseconds. */
const lastWordsMs = 5_000

/** The end of a relay's process. */
export interface Shutdown {
  readonly closedUntil: () => number | null
  readonly drain: (ms?: number) => Promise<void>
}

export function createShutdown(running: Running, work: Work, stop: () => void): Shutdown {
  let endsAt: number | null = null
  return {
    closedUntil: () => endsAt,
    async drain(patienceMs = defaultDrainMs) {
      const ms = toTimerMs(patienceMs)
      endsAt = Date.now() + ms
      if (!(await work.idle(ms))) {
        running.abortAll(shuttingDown())
        await work.idle(lastWordsMs)
      }
      stop()
    },
  }
}

function shuttingDown(): ReturnType<typeof createError> {
  return createError('relay', {
    httpStatus: 503,
    billed: 'maybe',
    advice: 'retry',
    message: 'The server had to restart while drawing. Drawing again starts a new run.',
  })
}
