import type { CDPSession, Page } from 'playwright'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly ts: number
  /** Microseconds. */
  readonly dur?: number
  /** Of the processor, as others may have it meanwhile. Microseconds. */
  readonly tdur?: number
}

/** What tasks may take before a page feels slow, in milliseconds. */
const shortMs = 50

/**
 * How long the page's own work kept it from answering, between two marks that it sets (`performance.mark`): what tasks had
 * over 50 ms, all together, in milliseconds.
 */
export async function blockingBetween(
  page: Page,
  [from, to]: readonly [string, string],
  work: () => Promise<void>,
): Promise<number> {
  const browser = page.context().browser()
  const devtools = await page.context().newCDPSession(page)
  await slowDown(devtools, 6)
  await browser?.startTracing(page, {
    categories: ['blink.user_timing', 'disabled-by-default-devtools.timeline'],
  })
  await work()
  const trace = await browser?.stopTracing()
  await slowDown(devtools, 1)
  const { traceEvents } = JSON.parse(String(trace)) as { traceEvents: readonly TraceEvent[] }
  const begin = traceEvents.find(({ name }) => name === from)
  const end = traceEvents.findLast(({ name }) => name === to)
  if (!begin || !end) throw new Error(`The page has not set ${from} and ${to}.`)
  return traceEvents
    .filter(
      ({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && pid === begin.pid && tid === begin.tid,
    )
    .filter(({ ts, dur = 0 }) => ts + dur > begin.ts && ts < end.ts)
    .reduce((sum, { tdur = 0 }) => sum + Math.max(0, tdur / 1000 - shortMs), 0)
}

function slowDown(devtools: CDPSession, rate: number): Promise<unknown> {
  return devtools.send('Emulation.setCPUThrottlingRate', { rate })
}
