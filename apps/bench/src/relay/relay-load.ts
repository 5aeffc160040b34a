import { recordedAnswer } from '../answer.ts'
import { startProcess, type BareTask, type RelayTask, type Usage } from './processes.ts'
import { readAtOnce } from './read-at-once.ts'

export interface RelayLoad extends Usage {
  readonly wallMs: number
  /** Streams that did not come whole. */
  readonly failures: number
}

export interface RelayResults {
  readonly streams: number
  readonly relay: readonly RelayLoad[]
  readonly bare: readonly RelayLoad[]
}

/** So many streams at once through our relay and through a bare one, each in a process of its own. */
export async function measureRelay(
  streams: number,
  rounds: number,
  onProgress: (text: string) => void,
): Promise<RelayResults> {
  const upstream = await startProcess({ role: 'upstream', answer: recordedAnswer })
  const relay: RelayLoad[] = []
  const bare: RelayLoad[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      onProgress(`${streams} streams through a relay, round ${round + 1} of ${rounds}`)
      bare.push(await load({ role: 'bare', upstream: upstream.origin }, streams))
      relay.push(
        await load({ role: 'relay', upstream: upstream.origin, isPacked: true, keepsRuns: false }, streams),
      )
    }
  } finally {
    await upstream.end()
  }
  return { streams, relay, bare }
}

async function load(task: BareTask | RelayTask, streams: number): Promise<RelayLoad> {
  const running = await startProcess(task)
  try {
    const { wallMs, failures } = await readAtOnce(running, task.role, streams, recordedAnswer)
    return { ...(await running.usage()), wallMs, failures: failures.length }
  } finally {
    await running.end()
  }
}
