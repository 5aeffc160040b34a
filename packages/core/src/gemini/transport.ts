import { createError, isImageStreamError } from '../errors.ts'
import { createStallWatch, type TimeLimits } from '../stall-watch.ts'
import { models } from '../models.ts'
import type { FetchHandler, Transport } from '../transport.ts'
import { createAnswerKeeper } from './answer-keeper.ts'
import { readAnswer } from './read-answer.ts'
import { readHistory } from './read-history.ts'
import { toRequestBody } from './request-body.ts'
import { encodeBody } from './encode-body.ts'
import type { GeminiAuth } from './endpoint.ts'
import { planHistory } from './history.ts'
import { post } from './post.ts'
import { createRetryBudget, defaultMaxRetries, waitBeforeRetry, type RetryBudget } from './retry.ts'

export interface GeminiOptions {
  /** A function is asked for each run. */
  readonly apiKey: string | (() => string)
  /** With or without a path and the API version. @defaultValue Google's endpoint */
  readonly baseUrl?: string
  /** @defaultValue `'header'` */
  readonly auth?: GeminiAuth
  /** A handler may stand in for the network. @defaultValue `globalThis.fetch`, read at each call */
  readonly fetch?: FetchHandler
  /** @defaultValue 120 s to the first event, 150 s of silence, 300 s in all: slow models are silent for over a minute */
  readonly timeout?: Partial<TimeLimits>
  /**
   * How often a call is made again that proved to have done no work: no connection, busy, or over a quota by the minute,
   * which the API says how long to wait for. Others are never made again. @defaultValue 2
   */
  readonly maxRetries?: number
  /** Shared by transports that speak to one endpoint, so that an outage is not made worse. @defaultValue one of its own */
  readonly retryBudget?: RetryBudget
  /**
   * Whether answers are kept with their signatures, so that an edit continues the conversation; otherwise its picture goes
   * along as a reference. They take more memory than the pictures. @defaultValue `true`
   */
  readonly keepAnswers?: boolean
  /** In a page everybody can read the key. Say so, or use a relay. @defaultValue `false` */
  readonly dangerouslyAllowBrowser?: boolean
}

/** Of the endpoint itself, which sends no keep-alives. In milliseconds. */
const defaultTimeout: TimeLimits = { firstEventMs: 120_000, idleMs: 150_000, totalMs: 300_000 }

/**
 * The transport that speaks to Gemini itself: for servers and scripts, which may hold the key.
 * @throws ImageStreamError `misconfigured` in a page, unless `dangerouslyAllowBrowser` is set.
 */
export function gemini(options: GeminiOptions): Transport {
  if (typeof document !== 'undefined' && !options.dangerouslyAllowBrowser)
    throw createError('misconfigured', {
      message:
        'An API key in a page can be read by everyone who opens it. Use a relay (`api`), or set `dangerouslyAllowBrowser` for a page of your own.',
    })
  const { maxRetries = defaultMaxRetries, retryBudget = createRetryBudget(), keepAnswers = true } = options

  return {
    async *run(request, signal) {
      const apiKey = readKey(options)
      const { input, references, history } = request
      const { warnings, ...plan } = planHistory(await readHistory(history), input.model, references)
      for (const warning of warnings) yield { type: 'warning', warning }
      const body = await encodeBody(toRequestBody({ input, references, ...plan }))
      const hasReferences = references.length > 0 || plan.opening !== null
      for (let retries = 0; ; retries += 1) {
        const watch = createStallWatch({ ...defaultTimeout, ...options.timeout }, signal)
        const keeper = keepAnswers ? createAnswerKeeper(models[input.model]) : null
        let waitMs: number | null
        try {
          const response = await post({ ...options, apiKey }, input.model, body, watch)
          retryBudget.deposit()
          yield* readAnswer(response, watch, { secret: apiKey, hasReferences, keeper })
          return
        } catch (error) {
          if (!isImageStreamError(error)) throw error
          waitMs = waitBeforeRetry(error, { retries, now: Date.now(), random: Math.random() })
          if (waitMs === null || !retryBudget.withdraw() || retries >= maxRetries) throw error
        } finally {
          watch.end()
        }
        yield { type: 'wait', retryAt: Math.round(Date.now() + waitMs) }
        await pause(waitMs, signal)
        yield { type: 'wait', retryAt: null }
      }
    },
  }
}

/** @throws the signal's reason when it aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    function onAbort(): void {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

function readKey({ apiKey }: GeminiOptions): string {
  try {
    return typeof apiKey === 'function' ? apiKey() : apiKey
  } catch (cause) {
    throw createError('misconfigured', { cause, message: '`apiKey` threw, so nothing was sent.' })
  }
}
