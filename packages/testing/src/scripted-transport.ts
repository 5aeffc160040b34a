import {
  isTerminal,
  leaving,
  type ErrorCode,
  type ErrorInit,
  type ImageStreamEvent,
  type RunRequest,
  type Transport,
} from '@image-stream/core'
import { errorOf } from './answers.ts'
import { pictureEvents } from './picture-events.ts'

/** One run that was begun. */
export interface ScriptedRun {
  readonly request: RunRequest
  /** `over`: it came to its end. `stopped`: whoever asked ended it. `left`: its page went away. */
  readonly state: 'live' | 'over' | 'stopped' | 'left'
}

/**
 * A transport driven by hand, for states that are hard to reach. What it is given goes to the live run; without one, or
 * when that was given its end, to the next. Each call resolves when the stream has taken it, or its run was ended.
 */
export interface ScriptedTransport extends Transport {
  /** Every run that was begun, oldest first. */
  readonly runs: readonly ScriptedRun[]
  readonly emit: (...events: readonly ImageStreamEvent[]) => Promise<void>
  /** A picture of one pixel, or the rest of the one on its way, and the end. */
  readonly succeed: () => Promise<void>
  /** Left out, `retryAt` is null (waiting does not help), `subject` is the prompt, and there are no `issues`. */
  readonly fail: <Code extends ErrorCode>(code: Code, fields?: Partial<ErrorInit<Code>>) => Promise<void>
  /** The answer breaks off, without an end. */
  readonly cut: () => Promise<void>
}

type Step = ImageStreamEvent | 'cut'

/** What one call gave. */
interface Given {
  readonly steps: readonly Step[]
  readonly taken: () => void
}

interface Run extends ScriptedRun {
  /** False when it takes no more. */
  readonly give: (given: Given) => boolean
  /** What it still needs to have a whole picture. Null when it takes no more. */
  readonly rest: () => readonly ImageStreamEvent[] | null
}

function isEnd(step: Step): boolean {
  return step === 'cut' || isTerminal(step)
}

/**
 * Makes a transport that does what it is told: no HTTP, no model.
 *
 * @example
 * const transport = createScriptedTransport()
 * const stream = createImageStream({ transport })
 * stream.generate('A fox')
 * await transport.emit({ type: 'thought', text: 'Red, on white.' })
 * await transport.fail('quota', { retryAt: Date.now() + 30_000 })
 */
export function createScriptedTransport(): ScriptedTransport {
  const runs: Run[] = []
  let waiting: readonly Given[] = []

  function give(...steps: readonly Step[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const given = { steps, taken: resolve }
    if (!runs.at(-1)?.give(given)) waiting = [...waiting, given]
    return promise
  }

  async function* run(request: RunRequest, signal: AbortSignal): AsyncGenerator<ImageStreamEvent> {
    const queue: Given[] = []
    const picture = createPictureEnd()
    let wake = Promise.withResolvers<void>()
    let hasEnd = false
    let isOver = false
    signal.addEventListener('abort', () => wake.resolve())
    const mine: Run = {
      request,
      get state() {
        if (isOver) return 'over'
        if (!signal.aborted) return 'live'
        return signal.reason === leaving ? 'left' : 'stopped'
      },
      give(given) {
        if (hasEnd || signal.aborted) return false
        hasEnd = given.steps.some(isEnd)
        given.steps.forEach(picture.note)
        queue.push(given)
        wake.resolve()
        return true
      },
      rest: () => (hasEnd || signal.aborted ? null : picture.rest()),
    }
    runs.push(mine)
    waiting = waiting.filter((given) => !mine.give(given))
    try {
      while (!signal.aborted) {
        const [given] = queue
        if (!given) {
          wake = Promise.withResolvers()
          await wake.promise
          continue
        }
        for (const step of given.steps) {
          if (step === 'cut') return
          yield step
        }
        // Here the reader asks for more, so it has done with what it got.
        queue.shift()
        given.taken()
      }
    } finally {
      isOver = !signal.aborted
      // Emptied, as `runs` keeps this run, and pictures are large.
      for (const { taken } of queue.splice(0)) taken()
    }
  }

  /** Of the next run, which takes what waits for it first. */
  function restOfNext(): readonly ImageStreamEvent[] {
    const picture = createPictureEnd()
    for (const { steps } of waiting) steps.forEach(picture.note)
    return picture.rest()
  }

  return {
    run,
    runs,
    emit: give,
    succeed: () => give(...(runs.at(-1)?.rest() ?? restOfNext()), { type: 'done' }),
    fail: (code, fields = {}) => give({ type: 'error', error: errorOf(code, fields) }),
    cut: () => give('cut'),
  }
}

/** Knows how far the pictures of a run have come: numbers are used once, and no picture begins within another. */
function createPictureEnd(): {
  readonly note: (step: Step) => void
  readonly rest: () => readonly ImageStreamEvent[]
} {
  let index = 0
  let isOpen = false
  let byteLength = 0
  return {
    note(step) {
      if (step === 'cut' || isTerminal(step)) {
        index = 0
        isOpen = false
      } else if (step.type === 'image-start') {
        index = step.index
        byteLength = 0
        isOpen = true
      } else if (step.type === 'image-data') byteLength += step.bytes.byteLength
      else if (step.type === 'image-end') {
        index += 1
        isOpen = false
      }
    },
    rest() {
      if (!isOpen) return pictureEvents({ index })
      const bytesAndEnd = pictureEvents({ index }).slice(1)
      return byteLength === 0 ? bytesAndEnd : [{ type: 'image-end', index, byteLength, draft: false }]
    },
  }
}
