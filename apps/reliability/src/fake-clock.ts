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
  restore(): void
}

interface Timer {
  readonly due: number
  readonly callback: () => void
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
  now: Date.now,
  performanceNow: performance.now.bind(performance),
  setImmediate: globalThis.setImmediate,
}

/** A moment that is written in vectors and messages: 22 November 2026, 12:00 UTC. */
export const fakeEpoch: number = Date.UTC(2026, 10, 22, 12)

/** Takes the place of `setTimeout`, `clearTimeout`, `Date.now` and `performance.now`. Only what runs in this process is deceived. */
export function installFakeClock(): FakeClock {
  let now = 0
  let wall = fakeEpoch
  const timers = new Map<unknown, Timer>()

  function set(callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): TimerHandle {
    const handle: TimerHandle = { ref: () => handle, unref: () => handle }
    timers.set(handle, { due: now + Math.max(0, ms), callback: () => callback(...args) })
    return handle
  }
  function clear(handle?: Parameters<typeof clearTimeout>[0]): void {
    // One that was set before the clock was.
    if (!timers.delete(handle)) real.clearTimeout(handle)
  }
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear })
  Date.now = () => Math.round(wall)
  performance.now = () => now

  /** The earliest; of several at one time the one that was set first. */
  function next(): (Timer & { readonly handle: unknown }) | undefined {
    const [first] = [...timers].toSorted(([, a], [, b]) => a.due - b.due)
    return first && { handle: first[0], ...first[1] }
  }
  function pass(ms: number): void {
    now += ms
    wall += ms
  }
  async function fire({ handle, due, callback }: Timer & { readonly handle: unknown }): Promise<void> {
    pass(Math.max(0, due - now))
    timers.delete(handle)
    callback()
    await settle()
  }
  async function advance(ms: number): Promise<void> {
    const end = now + ms
    await settle()
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
      await settle()
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
    restore() {
      Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout })
      Date.now = real.now
      performance.now = real.performanceNow
    },
  }
}

/** Everything that waits for promises alone happens before an immediate does; a second one lets streams hand on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => real.setImmediate(resolve))
}
