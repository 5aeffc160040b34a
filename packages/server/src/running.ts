import type { Claim, RunName, RunWriter } from './store/run-store.ts'
import { toTimerMs } from './timer.ts'

/** What happens to a run that is kept when nobody reads it any more. `graceMs`: it ends when nobody comes back in time. */
export type OnDisconnect = 'continue' | 'cancel' | { readonly graceMs: number }

/** A run that this process makes. */
export interface RunningRun {
  readonly signal: AbortSignal
  /** Ends it. An ImageStreamError as its reason is what it then ends with. */
  abort(reason?: unknown): void
  /** Somebody reads it; the function that comes back says that they do not any more. */
  enter(): () => void
}

/** The runs that this process makes. */
export interface Running {
  open(run: Pick<Claim, 'runId' | 'owner' | 'key'>, options: RunningOptions): RunningRun
  /** It has come to its end. */
  close(runId: string): void
  find(runId: string): RunningRun | null
  /** Ends what an owner named, without asking the store. */
  cancel(name: RunName): void
  /** Ends all of them, and those that are still being begun. */
  abortAll(reason: unknown): void
}

export interface RunningOptions {
  readonly writer: RunWriter
  /** After so long it ends, with what `timedOut` makes. In milliseconds. */
  readonly maxMs: number
  readonly timedOut: () => Error
  readonly onDisconnect: OnDisconnect
}

export function createRunning(): Running {
  const runs = new Map<
    string,
    { readonly owner: string; readonly key: string; readonly run: RunningRun; stop(): void }
  >()
  /** Why nothing runs here any more. */
  let ending: { readonly reason: unknown } | null = null

  return {
    open({ runId, owner, key }, { writer, maxMs, timedOut, onDisconnect }) {
      const controller = new AbortController()
      const abort = (reason?: unknown): void => controller.abort(reason)
      const timer = setTimeout(() => abort(timedOut()), maxMs)
      const onCancel = (): void => abort(writer.signal.reason)
      writer.signal.addEventListener('abort', onCancel)
      if (writer.signal.aborted) onCancel()
      const readers = createReaders(onDisconnect, abort)
      const run: RunningRun = { signal: controller.signal, abort, enter: () => readers.enter() }
      runs.set(runId, {
        owner,
        key,
        run,
        stop() {
          clearTimeout(timer)
          readers.stop()
          writer.signal.removeEventListener('abort', onCancel)
        },
      })
      if (ending) abort(ending.reason)
      return run
    },
    close(runId) {
      runs.get(runId)?.stop()
      runs.delete(runId)
    },
    find: (runId) => runs.get(runId)?.run ?? null,
    cancel(name) {
      for (const [id, { owner, key, run }] of runs)
        if (owner === name.owner && ('runId' in name ? id === name.runId : key === name.key)) run.abort()
    },
    abortAll(reason) {
      ending = { reason }
      for (const { run } of runs.values()) run.abort(reason)
    },
  }
}

function createReaders(onDisconnect: OnDisconnect, abort: () => void) {
  let readers = 0
  let grace: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  function onNobody(): void {
    if (isOver) return
    if (onDisconnect === 'cancel') abort()
    else if (onDisconnect !== 'continue') grace = setTimeout(abort, toTimerMs(onDisconnect.graceMs))
  }

  return {
    enter() {
      readers += 1
      clearTimeout(grace)
      let hasLeft = false
      return () => {
        if (hasLeft) return
        hasLeft = true
        readers -= 1
        if (readers === 0) onNobody()
      }
    },
    /** The run is over: who leaves now leaves nothing behind. */
    stop() {
      isOver = true
      clearTimeout(grace)
    },
  }
}
