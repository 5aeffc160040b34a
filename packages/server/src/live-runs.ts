import { createError } from '@image-stream/core'
import { randomId } from '@image-stream/core/relay'
import type { Limits } from './limits.ts'
import { refusal } from './errors.ts'

/** One intent that was let in. It holds a place among the live runs until it ends. */
export interface LiveRun {
  readonly id: string
  /** Aborted by a cancel, by its owner's leaving, by the time limit: the reason of the last is a `timeout` error. */
  readonly signal: AbortSignal
  /** Ends the run, upstream too, and frees its place at once. */
  abort(reason?: unknown): void
  /** From here on money may be spent: the key is never let in again. */
  spend(): void
  /** Frees its place. A key that was not spent may come again. */
  end(): void
}

/** The runs of this process: who has how many, which keys were there, what to cancel. */
export interface LiveRuns {
  /**
   * Claims a key, before its body is read, so that uploads count as well. A key that was cancelled before it came gives
   * a run that is aborted already.
   * @throws ImageStreamError `relay` (409) while the key is live, `expired` when it was, `rate-limit` at a cap.
   */
  claim(owner: string, key: string, limits: Limits): LiveRun
  /** Cancels what the owner started under this key, or will: the cancel may overtake it. */
  cancel(owner: string, key: string): void
}

/** How long a spent key is remembered, in milliseconds: as long as a browser may keep asking for it. */
const spentForMs = 24 * 60 * 60_000
/** How many are; beyond it the oldest is forgotten, and would be paid again. About 1 MB. */
const maxSpent = 10_000
/** How long a cancel waits for the request that it overtook, in milliseconds. */
const cancelledForMs = 60_000
const maxCancelled = 1_000
/** When to try again at a cap, in milliseconds: a run takes 2 to 60 s. */
const retryAfterMs = 5_000

export function createLiveRuns(): LiveRuns {
  const live = new Map<string, { readonly owner: string; readonly run: LiveRun }>()
  const spent = createMemory(maxSpent, spentForMs)
  const cancelled = createMemory(maxCancelled, cancelledForMs)

  function checkCaps(owner: string, { maxLiveRuns, maxLiveRunsTotal }: Limits): void {
    const own = [...live.values()].filter((each) => each.owner === owner).length
    if (own < maxLiveRuns && live.size < maxLiveRunsTotal) return
    throw createError('rate-limit', {
      retryAt: Date.now() + retryAfterMs,
      message:
        own < maxLiveRuns
          ? 'Too many people are drawing here just now. Nothing was charged; try again in a moment.'
          : `You are drawing ${own} pictures at once already; here that is the most. Wait for one, or stop it.`,
    })
  }

  function open(owner: string, name: string, maxRunMs: number): LiveRun {
    const controller = new AbortController()
    const timer = setTimeout(() => {
      run.abort(
        createError('timeout', { message: `The run took longer than ${maxRunMs / 1000} s and was ended.` }),
      )
    }, maxRunMs)
    const run: LiveRun = {
      id: randomId(),
      signal: controller.signal,
      abort(reason) {
        run.end()
        controller.abort(reason)
      },
      spend: () => spent.add(name),
      end() {
        clearTimeout(timer)
        if (live.get(name)?.run === run) live.delete(name)
      },
    }
    live.set(name, { owner, run })
    return run
  }

  return {
    claim(owner, key, limits) {
      const name = nameOf(owner, key)
      if (live.has(name))
        throw refusal(409, 'This is being drawn already. It was sent twice, and is paid once.')
      if (spent.has(name))
        throw createError('expired', {
          message: 'This run is over and was not kept. Drawing again starts a new run.',
        })
      const wasCancelled = cancelled.has(name)
      if (!wasCancelled) checkCaps(owner, limits)
      const run = open(owner, name, limits.maxRunMs)
      if (wasCancelled) run.abort()
      return run
    },
    cancel(owner, key) {
      const name = nameOf(owner, key)
      const entry = live.get(name)
      if (entry) {
        spent.add(name)
        entry.run.abort()
      } else if (!spent.has(name)) cancelled.add(name)
    },
  }
}

/** A key has no blank in it, so no two pairs share a name. */
function nameOf(owner: string, key: string): string {
  return `${key} ${owner}`
}

/** Names that are remembered for a while: a Map keeps the order in which they came, so the oldest are first. */
function createMemory(maxNames: number, forMs: number) {
  const times = new Map<string, number>()
  function forget(): void {
    const before = Date.now() - forMs
    for (const [name, time] of times) {
      if (time > before && times.size <= maxNames) return
      times.delete(name)
    }
  }
  return {
    add(name: string): void {
      times.delete(name)
      times.set(name, Date.now())
      forget()
    },
    has(name: string): boolean {
      forget()
      return times.has(name)
    },
  }
}
