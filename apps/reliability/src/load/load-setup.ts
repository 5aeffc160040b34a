import type { AnswerSize } from '@image-stream/bench/answer'
import type { UpstreamClosed } from '@image-stream/bench/relay/canned-upstream'
import { startProcess, type Running } from '@image-stream/bench/relay/processes'

/** The picture and signature that the goals speak of. */
export const loadAnswer: AnswerSize = { pictureBytes: 1_000_000, signatureLength: 1_400_000, thoughts: 60 }

/** An upstream, and relays that ask it; each in a process of its own, while this one reads. */
export interface LoadSetup {
  readonly upstream: Running
  start(role: LoadRole): Promise<Running>
  /** When the upstream's connection for a run is over; also when it is already. */
  closed(tag: string): Promise<UpstreamClosed>
  /** The connections of the upstream that are over, in their order. */
  readonly closings: readonly UpstreamClosed[]
}

/** `keeping` is a relay with a store in memory. */
export type LoadRole = 'bare' | 'relay' | 'keeping'

export interface LoadOptions {
  /** The relay as users install it, which must have been packed before; else from its sources. */
  readonly isPacked: boolean
}

/** Runs the job, and ends all processes after it. */
export async function withSetup<T>(
  { isPacked }: LoadOptions,
  job: (setup: LoadSetup) => Promise<T>,
): Promise<T> {
  const closings: UpstreamClosed[] = []
  const waiting = new Map<string, (closed: UpstreamClosed) => void>()
  const upstream = await startProcess({ role: 'upstream', answer: loadAnswer }, (closed) => {
    closings.push(closed)
    waiting.get(closed.tag)?.(closed)
  })
  const running = [upstream]
  try {
    return await job({
      upstream,
      closings,
      async start(role) {
        const at = { upstream: upstream.origin }
        const started = await startProcess(
          role === 'bare'
            ? { role, ...at }
            : { role: 'relay', ...at, isPacked, keepsRuns: role === 'keeping' },
        )
        running.push(started)
        return started
      },
      closed(tag) {
        const before = closings.find((closed) => closed.tag === tag)
        if (before) return Promise.resolve(before)
        return new Promise((resolve) => waiting.set(tag, resolve))
      },
    })
  } finally {
    await Promise.all(running.map((each) => each.end()))
  }
}

/** Does the jobs in their order, so many at the same time. */
export async function inParallel<T>(
  jobs: readonly T[],
  atOnce: number,
  work: (job: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = jobs.entries()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, job] of queue) await work(job, index)
    }),
  )
}
