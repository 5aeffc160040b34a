import { createError } from '@image-stream/core'
import { StoreError, type RunName } from '../run-store.ts'
import type { RunLog } from '../run-log.ts'
import { toList, toText, type Connection } from './connection.ts'
import type { Listener } from './listener.ts'

/** A run that this process has claimed, or makes. */
export interface HeldRun {
  readonly runId: string
  readonly owner: string
  readonly key: string
  readonly controller: AbortController
  /** Begins when it is dispatched. */
  readonly log: RunLog
  isDispatched: boolean
  /** Entries are missing in Redis; what comes is only here. */
  isBroken: boolean
}

/** Runs of this process: their leases, renewed while they are held, and their cancels. */
export interface HeldRuns {
  hold(run: HeldRun): void
  find(name: RunName | { readonly runId: string }): HeldRun | null
  /** Its lease is not renewed any more. */
  letGo(runId: string): void
  cancel(runId: string): void
  /** Renews all leases, and says which logs broke. Never rejects: what fails now is tried again. */
  renew(): Promise<void>
  /** Breaks off all of them. */
  close(): void
}

/** `listener` tells of cancels; it is needed only while there is a run. */
export function createHeldRuns(connection: Connection, listener: () => Listener, leaseMs: number): HeldRuns {
  const runs = new Map<string, HeldRun>()
  let timer: ReturnType<typeof setInterval> | null = null
  let stopHearing: (() => void) | null = null

  async function renew(): Promise<void> {
    const held = [...runs.values()]
    const words = held.flatMap(({ runId, isBroken }) => [runId, isBroken ? '1' : '0'])
    const answers = await connection.script('renew', [leaseMs, ...words]).catch(() => null)
    for (const [index, answer] of toList(answers).entries()) {
      const run = held[index]
      if (run && runs.get(run.runId) === run) heed(run, toText(answer))
    }
  }

  function heed(run: HeldRun, answer: string): void {
    if (answer === 'cancelled') run.controller.abort()
    if (answer === 'ended') abortAsLost(run)
    // Redis has lost what it knew: the run is paid already, and goes on for those who read it here.
    if (answer === 'gone' && run.isDispatched) run.isBroken = true
    if (answer === 'gone' && !run.isDispatched) letGo(run.runId)
  }

  function start(): void {
    stopHearing ??= listener().hear()
    timer ??= setInterval(() => void renew(), leaseMs / 3)
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer)
    timer = null
    stopHearing?.()
    stopHearing = null
  }

  function letGo(runId: string): void {
    runs.delete(runId)
    if (runs.size === 0) stop()
  }

  return {
    renew,
    letGo,
    hold(run) {
      runs.set(run.runId, run)
      start()
    },
    find(name) {
      const run =
        'runId' in name
          ? runs.get(name.runId)
          : [...runs.values()].find(({ owner, key }) => owner === name.owner && key === name.key)
      return run && (!('owner' in name) || run.owner === name.owner) ? run : null
    },
    cancel: (runId) => runs.get(runId)?.controller.abort(),
    close() {
      const error = new StoreError('The store was closed.')
      for (const { controller, log } of runs.values()) {
        log.fail(error)
        controller.abort(error)
      }
      runs.clear()
      stop()
    },
  }
}

/** Somebody has found its lease over and written its end: whatever it still makes reaches nobody. */
export function abortAsLost(run: HeldRun): void {
  run.isBroken = true
  run.controller.abort(createError('lost', { runId: run.runId }))
}
