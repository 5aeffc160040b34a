import { readAtOnce } from '@image-stream/bench/relay/read-at-once'
import { pairedRatio } from '@image-stream/bench/statistics'
import { toNumber } from '@image-stream/bench/table'
import { atMost, beside, none, type LoadGoal } from './load-goal.ts'
import { loadAnswer, withSetup, type LoadOptions, type LoadRole, type LoadSetup } from './load-setup.ts'

const KiB = 1024
const MiB = 1024 * KiB
/** What the memory store may take, by default. */
const storeBytes = 256 * MiB

interface Round {
  readonly cpuMs: number
  readonly wallMs: number
  readonly peakBytes: number
  /** Over what the process had before the first stream. */
  readonly addedBytes: number
  readonly failures: readonly string[]
}

/** A thousand streams at the same moment, beside a bare relay, each relay in a new process for each round. */
export function measureManyStreams(options: LoadOptions, streams = 1_000, rounds = 2): Promise<LoadGoal[]> {
  return withSetup(options, async (setup) => {
    const bare: Round[] = []
    const relay: Round[] = []
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await runRound(setup, 'bare', streams))
      relay.push(await runRound(setup, 'relay', streams))
    }
    const what = `${streams.toLocaleString('en')} streams at once`
    const cpu = (each: readonly Round[]): number[] => each.map(({ cpuMs }) => cpuMs)
    return [
      none(
        `${what}: not whole, or another picture`,
        relay.flatMap(({ failures }) => failures),
      ),
      atMost(`${what}: peak resident`, highest(relay, 'peakBytes') / MiB, 512, 'MiB'),
      atMost(
        `${what}: peak over the start, a stream`,
        highest(relay, 'addedBytes') / streams / KiB,
        400,
        'KiB',
      ),
      atMost(`${what}: CPU beside a bare relay`, pairedRatio(cpu(relay), cpu(bare)).median, 1.5, '×'),
      ...relay.map((round) => beside('  the relay', inWords(round, streams))),
      ...bare.map((round) => beside('  the bare one', inWords(round, streams))),
    ]
  })
}

/** The same with a store in memory: pictures by their URLs, and the store's own bytes on top. */
export function measureKeptStreams(options: LoadOptions, streams = 1_000): Promise<LoadGoal[]> {
  return withSetup(options, async (setup) => {
    const relay = await runRound(setup, 'relay', streams)
    const keeping = await runRound(setup, 'keeping', streams)
    const what = `${streams.toLocaleString('en')} streams at once with a store`
    const limit = (relay.peakBytes + storeBytes) / MiB
    return [
      none(`${what}: not whole, or another picture`, keeping.failures),
      atMost(`${what}: peak resident, 256 MiB over one without`, keeping.peakBytes / MiB, limit, 'MiB'),
      beside('  with the store', inWords(keeping, streams)),
      beside('  without', inWords(relay, streams)),
    ]
  })
}

async function runRound(setup: LoadSetup, role: LoadRole, streams: number): Promise<Round> {
  const running = await setup.start(role)
  const before = await running.usage()
  const { wallMs, failures } = await readAtOnce(running, role, streams, loadAnswer)
  const after = await running.usage()
  await running.end()
  return {
    cpuMs: after.cpuMs - before.cpuMs,
    wallMs,
    peakBytes: after.peakBytes,
    addedBytes: after.peakBytes - before.residentBytes,
    failures,
  }
}

function highest(rounds: readonly Round[], field: 'peakBytes' | 'addedBytes'): number {
  return Math.max(...rounds.map((round) => round[field]))
}

function inWords({ cpuMs, wallMs, peakBytes, addedBytes, failures }: Round, streams: number): string {
  const parts = [
    `${toNumber(cpuMs / 1000)} s of CPU`,
    `${toNumber(wallMs / 1000)} s in all`,
    `${toNumber(peakBytes / MiB)} MiB`,
    `${toNumber(addedBytes / streams / KiB)} KiB a stream`,
    ...(failures.length > 0 ? [`${failures.length} not whole`] : []),
  ]
  return parts.join(', ')
}
