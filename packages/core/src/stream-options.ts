import type { ImageStreamError } from './errors.ts'
import type { ImageStreamEvent } from './events.ts'
import type { InputDefaults } from './input.ts'
import type { RelayOptions } from './relay/transport.ts'
import type { RunResult } from './run-result.ts'
import type { Transport } from './transport.ts'
import type { TurnInit } from './turn-init.ts'

/** What to do with a run when nobody shows the stream any more. */
export type OnUnmount = 'disconnect' | 'stop'

/** What a new request does to one that is under way. */
export type Concurrency = 'replace' | 'queue' | 'ignore'

export interface ImageStreamOptions<Data = unknown> extends RelayOptions {
  /** Instead of `api` and the options that go with it. Fixed for the life of the stream, as `api` is. */
  readonly transport?: Transport
  /**
   * Names the session, on this tab: a run that its page leaves, by a reload too, is followed by the stream of the same `id`
   * that is shown next, where a relay keeps runs. Only the run comes back: turns come with `initialTurns`. Fixed for the
   * life of the stream.
   */
  readonly id?: string
  readonly defaults?: InputDefaults
  /**
   * A session to begin with, oldest turn first; the last one is shown. Turns of a stream, or plain JSON whose pictures have
   * lasting addresses. Read once, when the stream is made, which throws `invalid-input` for what is no turn.
   */
  readonly initialTurns?: readonly TurnInit<Data>[]
  /** US dollars. A run that may cost more, by the upper end of `estimateCost`, is refused before anything is sent. */
  readonly maxCost?: number
  /** At most one update in so many milliseconds while a run goes on. @defaultValue 0: one a frame */
  readonly throttleMs?: number
  /**
   * `replace`: the new request is meant instead of the old one, which stops; asking for the same again joins it.
   * `queue`: one after the other. `ignore`: the old one goes on.
   * @defaultValue `'replace'`
   */
  readonly concurrency?: Concurrency
  /** `disconnect` leaves the run to a relay that keeps it; without one it ends. @defaultValue `'disconnect'` */
  readonly onUnmount?: OnUnmount
  /** Called once for every run that was started, however it ended, and for one that a page had left. */
  readonly onFinish?: (result: RunResult<Data>) => void
  readonly onError?: (error: ImageStreamError) => void
  readonly onEvent?: (event: ImageStreamEvent) => void
}
