import { models, type FetchHandler, type ImageStreamError, type ModelId } from '@image-stream/core'
import { createRunEncoder, errorToWire } from '@image-stream/core/relay'
import {
  createEmulator,
  type Ledger,
  type LedgerEntry,
  type Pace,
  type Switches,
} from '@image-stream/emulator'
import { createImageRelay } from '@image-stream/server'
import { answerOf, heldAnswer, type Answer } from './answers.ts'
import type { HeldRun, HoldOutcome, Outcome } from './outcome.ts'

export interface TestApiOptions {
  /** How long answers take. @defaultValue `'instant'` */
  readonly pace?: Pace
  /** `real`: as large as the model's. @defaultValue `'small'`, the asked ratio with 64 pixels on the long side */
  readonly pictureSize?: 'small' | 'real'
  /** Answers what is not the relay's. @defaultValue such requests are refused, with a message that names them */
  readonly fetch?: typeof globalThis.fetch
}

/** Relay and emulator in this process: all of the way but the network. */
export interface TestApi {
  /** Stands in for the global one: `vi.stubGlobal('fetch', api.fetch)`, or for the option of that name. */
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>
  /** For whoever routes requests by themselves: `http.all('/api/images/*', ({ request }) => api.handler(request))`. */
  readonly handler: FetchHandler
  /**
   * Says how the next run goes; several calls queue up. One that is held waits until it is released: no test sleeps.
   * @throws TypeError for a scenario that does not exist.
   * @example
   * api.next('blocked')
   * api.next({ error: 'rate-limit', retryAt: Date.now() + 5_000 })
   * const run = api.next({ hold: true })
   */
  readonly next: ((outcome: HoldOutcome) => HeldRun) & ((outcome: Outcome) => void)
  readonly ledger: TestLedger
}

/** What the runs would have cost, and what was closed: money is asked here, not on the screen. */
export interface TestLedger {
  /** Calls that a real endpoint bills, or may. */
  readonly paid: number
  /** Calls that were closed before their answer ended, as a stop does. */
  readonly aborted: number
  /** Calls that are being answered. */
  readonly open: number
  /** Each call, oldest first: its prompt, model, number of pictures, and how it ended. */
  readonly calls: readonly LedgerEntry[]
}

interface RunContext {
  readonly apiKey: string
}

/** Makes an API that draws in this process: no key, no network, no waiting. One for each test. */
export function createTestApi({
  pace = 'instant',
  pictureSize = 'small',
  fetch: answerOthers,
}: TestApiOptions = {}): TestApi {
  const emulator = createEmulator({ pace, pictureSize })
  const answers: Answer[] = []
  // A run's switches find their way through the relay under a key of their own, so runs at the same time never swap them.
  const switchesOf = new Map<string, Switches>()
  const realFetch = globalThis.fetch
  let runs = 0

  const relay = createImageRelay<RunContext>({
    apiKey: ({ apiKey }) => apiKey,
    authorize: () => 'visitor',
    models: Object.keys(models) as ModelId[],
    imageSizes: ['512', '1K', '2K', '4K'],
    limits: {
      maxLiveRuns: Infinity,
      maxLiveRunsTotal: Infinity,
      maxRunsPerMinute: Infinity,
      maxRunsPerDay: Infinity,
      maxUsdPerDay: Infinity,
    },
    // What went wrong reaches the page, and the test asks there.
    onError: () => {},
    upstream: {
      fetch(request) {
        const apiKey = request.headers.get('x-goog-api-key') ?? ''
        const switches = switchesOf.get(apiKey)
        switchesOf.delete(apiKey)
        if (switches) emulator.next(switches)
        return emulator(request)
      },
    },
  })

  function handler(request: Request): Promise<Response> {
    const apiKey = `test-${++runs}`
    const answer = request.method === 'POST' ? answers.shift() : undefined
    if (answer && 'error' in answer) return Promise.resolve(refuse(answer.error))
    if (answer) switchesOf.set(apiKey, answer.switches)
    return relay(request, { apiKey })
  }

  async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const url = addressOf(input)
    if (!runsPath.test(url.pathname)) return otherwise(url, input, init)
    return await handler(isRequest(input) && !init ? input : new Request(url, init))
  }

  function otherwise(url: URL, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    if (answerOthers) return answerOthers(input, init)
    // Neither leaves the process: `fetch(image.url)` is as good as `image.blob()`.
    if (url.protocol === 'blob:' || url.protocol === 'data:') return realFetch(input, init)
    throw new TypeError(
      `${url.href} is no address of the relay, and this test has no network. Give createTestApi a \`fetch\` that answers it.`,
    )
  }

  function next(outcome: HoldOutcome): HeldRun
  function next(outcome: Outcome): void
  function next(outcome: Outcome | HoldOutcome): HeldRun | void {
    if (typeof outcome === 'string' || !('hold' in outcome)) {
      answers.push(answerOf(outcome))
      return
    }
    const { answer, held } = heldAnswer(outcome)
    answers.push(answer)
    return held
  }

  return { fetch, handler, next, ledger: toTestLedger(emulator.ledger) }
}

/** The relay's routes, wherever it is mounted. */
const runsPath = /\/runs(\/|$)/

function isRequest(input: RequestInfo | URL): input is Request {
  return typeof input === 'object' && 'url' in input
}

/** A page has an address that others are relative to; without one the host does not matter. */
function addressOf(input: RequestInfo | URL): URL {
  const base = globalThis.location?.href ?? 'http://localhost'
  return new URL(isRequest(input) ? input.url : input, base)
}

/** As the relay answers what it refuses. A lost connection is the run's own end here: a real one would be tried again for seconds. */
function refuse(error: ImageStreamError): Response {
  if (error.code === 'network') {
    const headers = { 'content-type': 'text/event-stream' }
    return new Response(createRunEncoder().encode({ type: 'error', error }), { headers })
  }
  return Response.json({ error: errorToWire(error) }, { status: error.httpStatus ?? 400 })
}

/** Read when it is asked, as the emulator's is. */
function toTestLedger(ledger: Ledger): TestLedger {
  return {
    get paid() {
      return ledger.paid
    },
    get aborted() {
      return ledger.aborted
    },
    get open() {
      return ledger.open
    },
    get calls() {
      return ledger.entries
    },
  }
}
