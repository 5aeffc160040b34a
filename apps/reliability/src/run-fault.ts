import type { Fault, FaultCase } from './fault.ts'
import { startLeakCheck } from './leak-check.ts'
import { createRandom } from './random.ts'

export interface RunOptions {
  readonly seed: number
  /** Only some of the cases, chosen by the seed. */
  readonly sample: boolean
  /** Only cases whose name holds this text. */
  readonly named?: string | undefined
}

/** What came of one fault. Plain JSON, as it goes from process to process. */
export interface FaultReport {
  readonly id: string
  readonly executions: number
  readonly failures: readonly Failure[]
  /** Cases that are known not to hold yet. */
  readonly open: readonly { readonly name: string; readonly reason: string }[]
  readonly durationMs: number
}

export interface Failure {
  /** Null for what is no case's own, such as a leak. */
  readonly name: string | null
  readonly message: string
}

const usual = { parallel: 8, sampleSize: 8, caseTimeoutMs: 20_000 } as const

/** What the cases share is closed at once, or not at all. In milliseconds. */
const closeLimitMs = 10_000

/** Faults put other clocks in the place of these. */
const {
  setTimeout: realSetTimeout,
  clearTimeout: realClearTimeout,
  performance: realPerformance,
} = globalThis

/** Runs the cases of one fault, a few at a time, and watches for what they leave behind. Never rejects. */
export async function runFault(fault: Fault, options: RunOptions): Promise<FaultReport> {
  const start = realPerformance.now()
  const leaks = startLeakCheck()
  const tally = createTally()
  const closes: (() => unknown)[] = []
  try {
    const random = createRandom(options.seed, fault.id)
    const context = { random, defer: (close: () => unknown) => void closes.unshift(close) }
    const all = await Array.fromAsync(fault.cases(context))
    const chosen = choose(all, fault, options)
    if (chosen.length === 0) throw new Error(`No case is named so. The first of them: ${all[0]?.name}`)
    const run = (each: FaultCase): Promise<void> => runCase(each, fault, tally)
    const together = chosen.filter(({ isAlone }) => !isAlone)
    await inParallel(fault.parallel ?? usual.parallel, together, run)
    for (const each of chosen) if (each.isAlone) await run(each)
  } catch (error) {
    tally.fail(null, error)
  }
  for (const close of closes)
    await inTime(close, closeLimitMs).catch((error: unknown) => tally.fail(null, error))
  for (const leak of await leaks.end()) tally.fail(null, new Error(leak))
  const durationMs = realPerformance.now() - start
  return { id: fault.id, ...tally.counts(), durationMs }
}

interface Tally {
  add(executions: number): void
  fail(name: string | null, error: unknown): void
  leaveOpen(name: string, reason: string): void
  counts(): Pick<FaultReport, 'executions' | 'failures' | 'open'>
}

function createTally(): Tally {
  let executions = 0
  const failures: Failure[] = []
  const open: { name: string; reason: string }[] = []
  return {
    add: (more) => void (executions += more),
    fail(name, error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
      failures.push({ name, message })
    },
    leaveOpen: (name, reason) => void open.push({ name, reason }),
    counts: () => ({ executions, failures, open }),
  }
}

async function runCase(each: FaultCase, fault: Fault, tally: Tally): Promise<void> {
  const { name, open } = each
  try {
    tally.add((await inTime(() => each.run(), fault.caseTimeoutMs ?? usual.caseTimeoutMs)) ?? 1)
    if (open !== undefined) tally.fail(name, new Error(`It holds now: remove its \`open\` (${open}).`))
  } catch (error) {
    tally.add(1)
    if (open === undefined) tally.fail(name, error)
    else tally.leaveOpen(name, open)
  }
}

async function inTime<T>(work: () => T, limitMs: number): Promise<Awaited<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const hung = new Promise<never>((_, reject) => {
    timer = realSetTimeout(() => reject(new Error(`Hung: it was not over after ${limitMs} ms.`)), limitMs)
  })
  try {
    return await Promise.race([work(), hung])
  } finally {
    realClearTimeout(timer)
  }
}

function choose(all: readonly FaultCase[], fault: Fault, options: RunOptions): readonly FaultCase[] {
  const { named } = options
  if (named !== undefined) return all.filter(({ name }) => name.includes(named))
  if (!options.sample) return all
  const random = createRandom(options.seed, fault.id, 'sample')
  return random.shuffled(all.filter(({ isSlow }) => !isSlow)).slice(0, fault.sampleSize ?? usual.sampleSize)
}

async function inParallel<T>(
  parallel: number,
  list: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const items = list.values()
  async function take(): Promise<void> {
    for (const item of items) await work(item)
  }
  await Promise.all(Array.from({ length: parallel }, take))
}
