import type { FetchHandler } from '@image-stream/core'
import type { GeminiAuth } from '@image-stream/core/gemini'
import type { Authorize } from './authorize.ts'
import type { ReportError } from './errors.ts'
import type { OnRelayEvent, OnRunEnd, OnRunStart } from './hooks.ts'
import type { RelayLimits } from './limits.ts'
import type { Policy } from './policy.ts'
import type { OnDisconnect } from './running.ts'
import type { RunStore } from './store/run-store.ts'

/** Where the relay sends what it was asked. */
export interface Upstream {
  /** @defaultValue Google's endpoint */
  readonly baseUrl?: string
  /** How the key travels. @defaultValue `'header'` */
  readonly auth?: GeminiAuth
  /** A handler may stand in for the network, for example the emulator. @defaultValue `globalThis.fetch` */
  readonly fetch?: FetchHandler
  /** How often a call is made again that proved to have done no work: busy, over a quota by the minute, not reached. @defaultValue 2 */
  readonly maxRetries?: number
}

export interface ImageRelayOptions<Context = unknown> extends Policy {
  /** @defaultValue the environment variable `GEMINI_API_KEY`, read when a run is asked for */
  readonly apiKey?: string | ((context: Context) => string | Promise<string>)
  readonly upstream?: Upstream
  /** Who is asking: your own id of the visitor, or null for nobody. Required in production; write `allowAnyone` for a public one. */
  readonly authorize?: Authorize<Context>
  readonly limits?: RelayLimits
  /** Other origins whose pages may draw here, such as `https://app.example.com`. This one always may. */
  readonly allowedOrigins?: readonly string[]
  /**
   * Where runs are kept, so that they outlive a lost connection and a reload, and edits need not send pictures again:
   * `createMemoryStore()` for one process, `createRedisStore()` for several. @defaultValue none: a run ends with its reader
   */
  readonly store?: RunStore
  /**
   * What becomes of a run that is kept when nobody reads it any more. Readers are counted where the run is made: with
   * several processes a page may come back to another one. @defaultValue `'continue'`
   */
  readonly onDisconnect?: OnDisconnect
  /**
   * How pictures of runs that are kept reach the page: at an address of their own, which shows them as they arrive, or in
   * the stream, as base64. @defaultValue `'url'`
   */
  readonly delivery?: 'url' | 'inline'
  /** Milliseconds of silence before a comment is sent, so that nothing on the way takes the connection for dead. @defaultValue 15,000 */
  readonly heartbeatMs?: number
  /**
   * Keeps the process alive for a run that goes on behind its answer: `(work) => after(() => work)` in Next,
   * `(work, { ctx }) => ctx.waitUntil(work)` in a worker. @defaultValue nothing, as a server of your own stays
   */
  readonly waitUntil?: (work: Promise<unknown>, context: Context) => void
  /** Before each paid call, once; may refuse it. */
  readonly onRunStart?: OnRunStart
  /** After each paid call: success, error, stopped and lost. Bill and persist here. */
  readonly onRunEnd?: OnRunEnd
  /** For metrics and traces. */
  readonly onEvent?: OnRelayEvent
  /** Hears of failures that a visitor can do nothing about. @defaultValue one line on the console */
  readonly onError?: ReportError
}
