import { AsyncLocalStorage } from 'node:async_hooks'
import type { TimerOwner } from '../fake-clock.ts'

/** A server's process, or a page, inside of this one: what it has begun ends with it. */
export interface SimulatedProcess extends TimerOwner {
  /** Does it as this process. `key` is the intent on whose behalf, as far as anything is. */
  run<T>(work: () => T, key?: string | null): T
  /** It is gone, without a word: no timer of its goes off any more, and its connections break. */
  kill(): void
  /** Its timers and what it reads stand still. */
  freeze(): void
  thaw(): void
  /** Settles when it is not frozen. */
  awake(): Promise<void>
  onEnd(callback: () => void): () => void
}

const context = new AsyncLocalStorage<{ readonly process: SimulatedProcess; readonly key: string | null }>()

/** Whose code is running. */
export function processNow(): SimulatedProcess | null {
  return context.getStore()?.process ?? null
}

/** The intent on whose behalf it is running. */
export function keyNow(): string | null {
  return context.getStore()?.key ?? null
}

/** Does it as nobody. */
export function outside<T>(work: () => T): T {
  return context.exit(work)
}

export function createSimulatedProcess(name: string): SimulatedProcess {
  const endings = new Set<() => void>()
  const waking = new Set<() => void>()
  let isFrozen = false
  let isGone = false
  const process: SimulatedProcess = {
    name,
    get isFrozen() {
      return isFrozen
    },
    get isGone() {
      return isGone
    },
    run: (work, key = null) => context.run({ process, key }, work),
    kill() {
      isGone = true
      for (const end of endings) end()
      endings.clear()
    },
    freeze: () => void (isFrozen = true),
    thaw() {
      isFrozen = false
      for (const wake of waking) wake()
      waking.clear()
    },
    async awake() {
      if (isFrozen) await new Promise<void>((resolve) => waking.add(resolve))
    },
    onEnd(callback) {
      endings.add(callback)
      return () => void endings.delete(callback)
    },
  }
  return process
}

/** For whatever a process that is gone still waits for. */
export function never<T>(): Promise<T> {
  return new Promise(() => {})
}
