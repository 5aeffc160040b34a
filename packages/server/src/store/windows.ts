import type { Caps } from './run-store.ts'

/** What an owner may use within a time that moves along with the clock. */
export type WindowCaps = Pick<Caps, 'maxRunsPerMinute' | 'maxRunsPerDay' | 'maxUsdPerDay'>

/** Moving windows count in steps, so that they stay small however much is allowed: a minute in 5 s, a day in hours. */
const minuteWindow = { stepMs: 5_000, steps: 12 }
const dayWindow = { stepMs: 60 * 60_000, steps: 24 }

/** Dollars as whole millionths, so that sums of them are exact. Beyond what doubles count exactly, it stays there. */
export function toMicroUsd(usd: number): number {
  return Math.min(Math.round(usd * 1e6), Number.MAX_SAFE_INTEGER)
}

/** Where one run was counted. */
export interface Counted {
  readonly at: number
  readonly microUsd: number
}

/** What one owner has used of late. */
export interface Windows {
  /** The cap that one more run would pass, and when something of it gets free; null when there is none. */
  passedBy(
    microUsd: number,
    caps: WindowCaps,
    now: number,
  ): { readonly cap: keyof WindowCaps; readonly retryAt: number | null } | null
  add(counted: Counted): void
  /** As if the run had never been. */
  takeBack(counted: Counted): void
  /** What was held back becomes what was paid. */
  settle(counted: Counted, microUsd: number): void
}

export function createWindows(): Windows {
  const minute = createWindow(minuteWindow)
  const dayRuns = createWindow(dayWindow)
  const dayMicroUsd = createWindow(dayWindow)

  function count({ at, microUsd }: Counted, times: 1 | -1): void {
    minute.add(at, times)
    dayRuns.add(at, times)
    dayMicroUsd.add(at, times * microUsd)
  }

  return {
    passedBy(microUsd, caps, now) {
      if (minute.sum(now) + 1 > caps.maxRunsPerMinute)
        return { cap: 'maxRunsPerMinute', retryAt: minute.nextStep(now) }
      if (dayRuns.sum(now) + 1 > caps.maxRunsPerDay)
        return { cap: 'maxRunsPerDay', retryAt: dayRuns.nextStep(now) }
      if (dayMicroUsd.sum(now) + microUsd > toMicroUsd(caps.maxUsdPerDay))
        return { cap: 'maxUsdPerDay', retryAt: dayMicroUsd.nextStep(now) }
      return null
    },
    add: (counted) => count(counted, 1),
    takeBack: (counted) => count(counted, -1),
    settle: ({ at, microUsd }, paid) => dayMicroUsd.add(at, paid - microUsd),
  }
}

function createWindow({ stepMs, steps }: { readonly stepMs: number; readonly steps: number }) {
  const amounts = new Map<number, number>()
  function forget(now: number): void {
    const last = Math.floor(now / stepMs) - steps
    for (const step of amounts.keys()) if (step <= last) amounts.delete(step)
  }
  return {
    add(at: number, amount: number): void {
      const step = Math.floor(at / stepMs)
      amounts.set(step, (amounts.get(step) ?? 0) + amount)
    },
    sum(now: number): number {
      forget(now)
      return [...amounts.values()].reduce((sum, amount) => sum + amount, 0)
    },
    /** When the oldest step that holds anything leaves the window; null when none does. */
    nextStep(now: number): number | null {
      forget(now)
      const held = [...amounts].filter(([, amount]) => amount > 0).map(([step]) => step)
      return held.length === 0 ? null : (Math.min(...held) + steps) * stepMs
    },
  }
}
