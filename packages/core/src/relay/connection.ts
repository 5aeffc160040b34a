import { createBreaks } from '../breaks.ts'
import { takeConnection } from '../connections.ts'
import { createError } from '../errors.ts'
import { createEventStreamReader, createTextDecoder } from '../event-stream.ts'
import { isTerminal, type ImageStreamEvent } from '../events.ts'
import { onFreeze, onWake } from '../page-wake.ts'
import { readBytes } from '../response-bytes.ts'
import { createStallWatch, type StallWatch, type TimeLimits } from '../stall-watch.ts'
import type { EventSourceMessage } from 'eventsource-parser'
import type { RunDecoder } from './run-protocol.ts'

/** A relay is heard every 15 s: one that was silent for longer while its page slept may be gone. In milliseconds. */
const pulseMs = 20_000

/** How long it may take to be heard again, in milliseconds. */
const afterWakeMs = 400

/** One connection to a relay, counted among those to its origin. */
export interface Connection {
  readonly watch: StallWatch
  /** The events of an answer, as they come. */
  read(response: Response, decoder: RunDecoder): AsyncGenerator<ImageStreamEvent, void, undefined>
  end(): void
}

/**
 * Waits for its turn. `canReturn`: another connection can go on where this one was. Then it is given up when its page slept
 * and it did not survive, and when its page is put away.
 */
export async function openConnection(
  origin: string,
  limits: TimeLimits,
  signal: AbortSignal,
  canReturn: () => boolean,
): Promise<Connection> {
  const release = await takeConnection(origin, signal)
  const watch = createStallWatch(limits, signal)
  let heardAt = Date.now()

  const giveUp = (): void => {
    if (canReturn()) watch.giveUp(createError('network', { phase: 'streaming' }))
  }
  const stopWaking = onWake(() => {
    const before = heardAt
    // By the clock of the wall, as others may stand still in a sleep.
    if (Date.now() - before < pulseMs) return
    setTimeout(() => {
      if (heardAt === before) giveUp()
    }, afterWakeMs)
  })
  const stopFreezing = onFreeze(giveUp)

  return {
    watch,
    async *read(response, decoder) {
      const messages: EventSourceMessage[] = []
      const reader = createEventStreamReader({ onEvent: (message) => messages.push(message) })
      const text = createTextDecoder()
      const breaks = createBreaks()
      let isOver = false
      for await (const bytes of readBytes(response, watch, () => isOver)) {
        heardAt = Date.now()
        breaks.begin()
        reader.push(text.decode(bytes, { stream: true }))
        for (const { data, id } of messages.splice(0)) {
          const event = decoder.decode(data, id)
          if (!event) continue
          isOver = isTerminal(event)
          yield event
          if (breaks.isDue()) await breaks.take()
        }
        breaks.end()
      }
    },
    end() {
      stopWaking()
      stopFreezing()
      watch.end()
      release()
    },
  }
}
