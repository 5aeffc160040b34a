import { createError, estimateCost, type ResolvedInput, type Turn, type Warning } from '@image-stream/core'
import { createEntryEncoder, randomId } from '@image-stream/core/relay'
import { readEnvironment, type Owner } from './authorize.ts'
import { notSetUp, toTypedError } from './errors.ts'
import { followRecord, readPosition } from './follow-run.ts'
import { checkEncoding } from './guard.ts'
import type { RunStart } from './hooks.ts'
import { atCap, capsOf, resolveLimits } from './limits.ts'
import { makeRun, tellOfUnsent, type DispatchedRun } from './make-run.ts'
import { readRun, type AskedRun } from './read-run.ts'
import { toRunResponse } from './run-response.ts'
import type { Setup } from './setup.ts'
import type { Claim, RunName, RunRecord, RunWriter } from './store/run-store.ts'
import { loadHistory } from './turn-record.ts'

/** Answers POST: a new run, or the one that this key has begun. Everything that can be refused is refused before it is paid. */
export async function startRun<Context>(
  setup: Setup<Context>,
  request: Request,
  context: Context,
  { owner, limits: ownLimits, key }: Owner & { readonly key: string },
): Promise<Response> {
  const { options, uploads } = setup
  checkEncoding(request)
  const after = readPosition(request)
  checkOpen(setup)
  const limits = resolveLimits(options.limits, ownLimits)
  // All that holds memory before it is claimed, and so before it is counted.
  const wanted = await uploads.enter({ owner, key }, limits, async (signal) => {
    const asked = await readRun(request, limits, signal)
    const known = await findKnown(setup, { owner, key })
    if (known) return { asked, known }
    const input = await asked.check(options)
    return { asked, input, past: await readPast(setup, owner, asked.parentId) }
  })
  if (!wanted) return cancelledAnswer(setup)
  const { asked } = wanted
  if (wanted.known) return followKnown(setup, request, wanted.known, asked, after)

  const { input, past } = wanted
  const secret = await readApiKey(setup, context)
  const start = startOf(owner, { input, parentId: asked.parentId }, past.turns)
  const claim: Claim = {
    runId: start.id,
    owner,
    key,
    bodyHash: asked.bodyHash,
    caps: capsOf(limits),
    reserveUsd: start.estimate.usd,
    facts: JSON.stringify(start),
    pictureToken: randomId(),
  }
  // It may have been closed while this was uploaded.
  checkOpen(setup)
  const { maxRunMs } = limits
  const starting = claimAndMake(setup, request, context, {
    claim,
    start,
    asked,
    after,
    input,
    past,
    secret,
    maxRunMs,
  })
  // From here on a process that is about to end waits for it.
  setup.work.add(starting)
  return starting
}

/** A request that was let in. */
interface Wanted extends Pick<DispatchedRun, 'claim' | 'start' | 'input' | 'secret' | 'maxRunMs'> {
  readonly asked: AskedRun
  readonly after: number
  readonly past: Past
}

async function claimAndMake<Context>(
  setup: Setup<Context>,
  request: Request,
  context: Context,
  { asked, after, past, ...wanted }: Wanted,
): Promise<Response> {
  const { claim, start } = wanted
  const claimed = await setup.claims.claim(claim)
  if (claimed.kind === 'known') return followKnown(setup, request, claimed.run, asked, after)
  if (claimed.kind === 'cancelled') return cancelledAnswer(setup)
  if (claimed.kind === 'capped') throw atCap(claimed.cap, claim.caps, claimed.retryAt)

  const refused = await askToStart(setup, start)
  if (refused) return refused
  const writer = await dispatch(setup, context, start)
  if (!writer) return cancelledAnswer(setup)
  const { turns: history, warnings } = past
  return makeRun(setup, request, context, { ...wanted, writer, history, warnings })
}

/** A relay that is about to end makes no new run: another one does. */
function checkOpen<Context>({ closedUntil }: Setup<Context>): void {
  const retryAt = closedUntil()
  if (retryAt === null) return
  throw createError('overloaded', {
    retryAt,
    phase: 'relay',
    httpStatus: 503,
    message: 'The server is restarting. Nothing was charged; try again in a moment.',
  })
}

/** The same key follows the run that it has begun, if it asks for the same. */
function followKnown<Context>(
  setup: Setup<Context>,
  request: Request,
  record: RunRecord,
  { bodyHash }: AskedRun,
  after: number,
): Promise<Response> {
  if (record.bodyHash !== bodyHash)
    throw createError('relay', {
      httpStatus: 422,
      runId: record.runId,
      billed: 'maybe',
      message:
        'This key has begun another run already, which may be charged. Nothing was charged for this one.',
    })
  return followRecord(setup, request, record, after)
}

/** What an edit continues from. */
interface Past {
  readonly turns: readonly Turn[]
  readonly warnings: readonly Warning[]
}

const noPast: Past = { turns: [], warnings: [] }

/** What this key has begun. One that is claimed only may be free again, which the claim finds out. */
async function findKnown<Context>({ store }: Setup<Context>, name: RunName): Promise<RunRecord | null> {
  const known = (await store?.find(name)) ?? null
  return known?.state === 'claimed' ? null : known
}

async function readPast<Context>(
  { store }: Setup<Context>,
  owner: string,
  parentId: string | null,
): Promise<Past> {
  if (parentId === null) return noPast
  const history = store && (await loadHistory(store, owner, parentId))
  if (history) return { turns: history.turns, warnings: history.isWhole ? [] : [shortened] }
  throw createError('expired', {
    message: 'The server no longer has the picture that is to be changed. Send it along.',
  })
}

const shortened: Warning = {
  code: 'history-shortened',
  message: 'The oldest turns are no longer kept, so they were left out of the request.',
}

function startOf(
  owner: string,
  { input, parentId }: { readonly input: ResolvedInput; readonly parentId: string | null },
  history: readonly Turn[],
): RunStart {
  const { images: _images, metadata = {}, ...asked } = input
  const { minUsd, maxUsd, pricesAsOf } = estimateCost(input, history)
  const estimate = { usd: maxUsd, minUsd, pricesAsOf }
  return { id: randomId(), owner, parentId, input: asked, metadata, estimate, startedAt: Date.now() }
}

/** The hook's refusal, if it refuses: then nothing was claimed. */
async function askToStart<Context>(
  { options: { onRunStart }, claims }: Setup<Context>,
  start: RunStart,
): Promise<Response | null> {
  let answer: Response | void
  try {
    answer = await onRunStart?.(start)
  } catch (cause) {
    await claims.release(start.id)
    throw notSetUp('`onRunStart` threw.', cause)
  }
  if (answer === undefined || answer === null) return null
  await claims.release(start.id)
  if (answer instanceof Response) return answer
  // Closed by default: whatever else it means, it is no yes.
  throw notSetUp(
    '`onRunStart` gave neither nothing nor a Response of this runtime, so the run was not started.',
  )
}

/** Null when it was cancelled meanwhile. */
async function dispatch<Context>(
  setup: Setup<Context>,
  context: Context,
  start: RunStart,
): Promise<RunWriter | null> {
  try {
    const writer = await setup.claims.dispatch(start.id)
    if (!writer) tellOfUnsent(setup, context, start, { type: 'stopped', billed: 'no' })
    return writer
  } catch (cause) {
    const error = toTypedError(cause)
    tellOfUnsent(setup, context, start, { type: 'error', error })
    throw error
  }
}

/** A run that was cancelled before it came, or while it did. */
function cancelledAnswer<Context>({ heartbeatMs }: Setup<Context>): Response {
  const runId = randomId()
  const toEntry = createEntryEncoder()
  const entries = [toEntry({ type: 'start', runId }), toEntry({ type: 'stopped', billed: 'no' })]
  async function* read() {
    yield entries
  }
  return toRunResponse(read(), { runId, after: 0, delivery: 'inline', heartbeatMs, onClose() {} })
}

async function readApiKey<Context>({ options }: Setup<Context>, context: Context): Promise<string> {
  const { apiKey = readEnvironment('GEMINI_API_KEY') } = options
  const key = typeof apiKey === 'function' ? await askForKey(apiKey, context) : apiKey
  if (typeof key === 'string' && key !== '') return key
  throw notSetUp('There is no API key. Set the environment variable GEMINI_API_KEY, or pass `apiKey`.')
}

async function askForKey<Context>(
  apiKey: (context: Context) => string | Promise<string>,
  context: Context,
): Promise<string> {
  try {
    return await apiKey(context)
  } catch (cause) {
    throw notSetUp('`apiKey` threw.', cause)
  }
}
