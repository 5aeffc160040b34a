import { AsyncLocalStorage } from 'node:async_hooks'

/** Time that passes when it is told to, in the place of the process's own. */
export interface FakeClock {
  /** Milliseconds that have passed, on the monotonic clock. */
  readonly now: number
  /** Lets time pass: timers go off in their order, and everything that one causes happens before the next. */
  advance(ms: number): Promise<void>
  /** Lets time pass, from timer to timer, until the promise settles. @throws Error when nothing is left to wait for, or after `limitMs`. */
  until<T>(promise: Promise<T>, limitMs: number): Promise<T>
  /** Moves the wall clock alone, as NTP or a user does. */
  jump(ms: number): void
  /** Nothing goes off while this passes, as when a laptop sleeps: what was due goes off late. */
  sleep(ms: number): void
  /** Whose timers are set, one name for each. */
  readonly pending: readonly string[]
  restore(): void
}

/** Whoever sets timers, where not all of them are alike. */
export interface TimerOwner {
  readonly name: string
  /** Its timers stand still while it is, and go off late. */
  readonly isFrozen: boolean
  /** Its timers never go off any more. */
  readonly isGone: boolean
}

export interface FakeClockOptions {
  /** Asked when a timer is set. @defaultValue nobody */
  readonly ownerNow?: () => TimerOwner | null
  /** How often the event loop goes round before the next timer: more where much has to be read on the way. @defaultValue 2 */
  readonly turns?: number
}

interface Timer {
  readonly due: number
  readonly callback: () => void
  readonly owner: TimerOwner | null
  /** Of an interval, in milliseconds. */
  readonly everyMs: number | null
}

/** What `setTimeout` gives. */
interface TimerHandle {
  readonly ref: () => TimerHandle
  /** The platform's own connections ask this of theirs. */
  readonly unref: () => TimerHandle
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  now: Date.now,
  performanceNow: performance.now.bind(performance),
  setImmediate: globalThis.setImmediate,
}

/** A moment that is written in vectors and messages: 22 November 2026, 12:00 UTC. */
export const fakeEpoch: number = Date.UTC(2026, 10, 22, 12)

/** Takes the place of the timers, of `Date.now` and `performance.now`. Only what runs in this process is deceived. */
export function installFakeClock({ ownerNow = () => null, turns = 2 }: FakeClockOptions = {}): FakeClock {
  let now = 0
  let wall = fakeEpoch
  const timers = new Map<unknown, Timer>()

  function set(
    everyMs: number | null,
    callback: (...args: unknown[]) => void,
    ms: number,
    args: readonly unknown[],
  ): TimerHandle {
    const handle: TimerHandle = { ref: () => handle, unref: () => handle }
    // As the platform's: what a timer does belongs to whoever set it.
    const inContext = AsyncLocalStorage.snapshot()
    timers.set(handle, {
      due: now + Math.max(0, ms),
      callback: () => inContext(() => callback(...args)),
      owner: ownerNow(),
      everyMs,
    })
    return handle
  }
  function clear(handle?: Parameters<typeof clearTimeout>[0]): void {
    // One that was set before the clock was.
    if (!timers.delete(handle)) real.clearTimeout(handle)
  }
  Object.assign(globalThis, {
    setTimeout: (callback: () => void, ms = 0, ...args: unknown[]) => set(null, callback, ms, args),
    setInterval: (callback: () => void, ms = 0, ...args: unknown[]) =>
      set(Math.max(1, ms), callback, ms, args),
    clearTimeout: clear,
    clearInterval: clear,
  })
  Date.now = () => Math.round(wall)
  performance.now = () => now

  /** The earliest; of several at one time the one that was set first. */
  function next(): (Timer & { readonly handle: unknown }) | undefined {
    let first: (Timer & { readonly handle: unknown }) | undefined
    for (const [handle, timer] of timers) {
      if (timer.owner?.isGone) timers.delete(handle)
      else if (!timer.owner?.isFrozen && (!first || timer.due < first.due)) first = { handle, ...timer }
    }
    return first
  }
  function pass(ms: number): void {
    now += ms
    wall += ms
  }
  async function fire({
    handle,
    due,
    everyMs,
    callback,
  }: NonNullable<ReturnType<typeof next>>): Promise<void> {
    pass(Math.max(0, due - now))
    const timer = timers.get(handle)
    timers.delete(handle)
    if (timer && everyMs !== null) timers.set(handle, { ...timer, due: now + everyMs })
    callback()
    await settle(turns)
  }
  async function advance(ms: number): Promise<void> {
    const end = now + ms
    await settle(turns)
    for (let timer = next(); timer && timer.due <= end; timer = next()) await fire(timer)
    pass(Math.max(0, end - now))
  }

  return {
    get now() {
      return now
    },
    advance,
    async until(promise, limitMs) {
      const end = now + limitMs
      let isSettled = false
      const done = (): void => void (isSettled = true)
      // oxlint-disable-next-line promise/no-callback-in-promise -- It only notes that it is over.
      promise.then(done, done)
      await settle(turns)
      while (!isSettled) {
        const timer = next()
        if (!timer) throw new Error('It waits for something that no timer will bring.')
        if (timer.due > end) throw new Error(`It was not over after ${limitMs} ms.`)
        await fire(timer)
      }
      return promise
    },
    jump: (ms) => void (wall += ms),
    sleep: pass,
    get pending() {
      return [...timers.values()].filter(({ owner }) => !owner?.isGone).map(({ owner }) => owner?.name ?? '')
    },
    restore() {
      const { setTimeout, clearTimeout, setInterval, clearInterval } = real
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval })
      Date.now = real.now
      performance.now = real.performanceNow
    },
  }
}

/** Everything that waits for promises alone happens before an immediate does; a second one lets streams hand on. */
async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => real.setImmediate(resolve))
}
