import { chromium, type Browser, type CDPSession, type Page } from 'playwright'
import { findChromium } from '../../../../scripts/chromium.mjs'
import { createAnswer, usualAnswer } from '../answer.ts'
import type { BenchWindow, PageMeasures } from '../pages/harness.tsx'
import { samplingIntervalUs, selfTimes, type ProfileRow } from '../node/profile.ts'
import { buildPages } from './build-pages.ts'
import { pages, type PageName } from './page-names.ts'
import { startPageServer, type Pace, type PageServer } from './page-server.ts'
import { openQuietPage } from './quiet-page.ts'
import { byEvents, record } from './recordings.ts'

/** One page, at one speed of the processor. */
export interface BrowserCase {
  readonly page: PageName
  /** How many times slower. */
  readonly slowdown: number
}

export interface BrowserMeasures extends Omit<PageMeasures, 'paintedAt'> {
  /** From the last byte to the painted picture. */
  readonly paintMs: number
}

export interface BrowserResults {
  readonly version: string
  /** Of a slow answer with many thoughts, at full speed. One for each round. */
  readonly renders: readonly BrowserMeasures[]
  /** Of a picture's bytes, over a relay: the share at which its first rows are on the screen. One for each round. */
  readonly firstRows: readonly number[]
  /** One for each round. */
  of(each: BrowserCase): readonly BrowserMeasures[]
}

/** About 4 MB a second, which is a fast mobile line. */
const pace: Pace = { pieceBytes: 16 * 1024, everyMs: 4 }

/** The slow processor of a mid-range phone: how many times slower. */
export const phone = 6

/** 200 thoughts in 2 seconds, and then the picture at once. */
const manyThoughts = { ...usualAnswer, thoughts: 200 }
const thoughtMs = 10

/** Of a picture's bytes, and how long a page has to show what came with them. */
const stepShare = 0.05
const lookMs = 300
/** In pixels. */
const rows = 8

/** A page that does not paint has failed. */
const pageLimitMs = 60_000

/** Each case in each round, in a page of its own. */
export async function runBrowserRounds(
  cases: readonly BrowserCase[],
  rounds: number,
  onProgress: (text: string) => void,
): Promise<BrowserResults> {
  onProgress('building the pages')
  await buildPages()
  const recordings = await record(createAnswer(usualAnswer))
  const server = await startPageServer(recordings, pace)
  const slowServer = await startPageServer(
    { ...recordings, gemini: byEvents(createAnswer(manyThoughts)) },
    { ...pace, everyMs: thoughtMs },
  )
  const results = new Map<string, BrowserMeasures[]>()
  const renders: BrowserMeasures[] = []
  const firstRows: number[] = []
  let version = ''
  try {
    for (let round = 0; round < rounds; round += 1) {
      const browser = await launch()
      version = browser.version()
      try {
        for (const [index, each] of cases.entries()) {
          onProgress(
            `Chromium, round ${round + 1} of ${rounds}, ${index + 1} of ${cases.length}: ${each.page}`,
          )
          const key = keyOf(each)
          results.set(key, [...(results.get(key) ?? []), await measurePage(browser, server, each)])
        }
        renders.push(await measurePage(browser, slowServer, { page: 'ours-renders', slowdown: 1 }))
        firstRows.push(await findFirstRows(browser, server))
      } finally {
        await browser.close()
      }
    }
  } finally {
    await Promise.all([server.close(), slowServer.close()])
  }
  return { version, renders, firstRows, of: (each) => results.get(keyOf(each)) ?? [] }
}

export function browserCases(slowdowns: readonly number[]): readonly BrowserCase[] {
  return slowdowns.flatMap((slowdown) =>
    (Object.keys(pages) as PageName[]).map((page) => ({ page, slowdown })),
  )
}

function keyOf({ page, slowdown }: BrowserCase): string {
  return `${page} ${slowdown}`
}

function launch(): Promise<Browser> {
  const executablePath = findChromium()
  return chromium.launch({
    args: ['--enable-precise-memory-info', '--js-flags=--expose-gc'],
    ...(executablePath && { executablePath }),
  })
}

/** Measures a page in a new context, which is a new process. */
async function measurePage(
  browser: Browser,
  server: PageServer,
  { page, slowdown }: { readonly page: PageName | 'ours-renders'; readonly slowdown: number },
): Promise<BrowserMeasures> {
  const address = `${server.origin}/${page}`
  const opened = await openQuietPage(browser, address)
  try {
    while (!(await opened.evaluate(`'measure' in globalThis && document.querySelector('button') !== null`)))
      await pause(lookMs)
    await opened.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    const measured = await Promise.race([opened.evaluate('measure()'), pause(pageLimitMs)])
    if (!measured) throw new Error(`${address} painted nothing.`)
    const { paintedAt, ...measures } = measured as PageMeasures
    return { ...measures, paintMs: paintedAt - server.lastByteAt() }
  } finally {
    await opened.close()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The bytes come in steps; after each one the page is looked at. */
async function findFirstRows(browser: Browser, server: PageServer): Promise<number> {
  server.allow(0)
  try {
    return await inPage(browser, `${server.origin}/ours-relay`, phone, async (measure, _, page) => {
      const measured = measure()
      let share = 0
      do {
        share += stepShare
        server.allow(share)
        await page.waitForTimeout(lookMs)
      } while (share < 1 && !(await hasFirstRows(page)))
      server.allow(1)
      await measured
      return share
    })
  } finally {
    server.allow(1)
  }
}

/** The picture is noise: a row of it that is painted has no one colour, which is what PNG makes small. */
async function hasFirstRows(page: Page): Promise<boolean> {
  const box = await page
    .locator('img')
    .boundingBox({ timeout: lookMs })
    .catch(() => null)
  if (!box || box.height < rows) return false
  const shot = await page.screenshot({ clip: { ...box, height: rows } })
  return shot.length > box.width * rows
}

async function inPage<T>(
  browser: Browser,
  address: string,
  slowdown: number,
  work: (measure: () => Promise<PageMeasures>, devtools: CDPSession, page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(pageLimitMs)
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto(address)
    await page.waitForFunction(() => 'measure' in globalThis && document.querySelector('button') !== null)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    const measure = async (): Promise<PageMeasures> => {
      const measures = await Promise.race([
        page.evaluate(() => (globalThis as BenchWindow).measure?.()),
        new Promise<undefined>((resolve) => setTimeout(resolve, pageLimitMs)),
      ])
      if (!measures) throw new Error(`${address} painted nothing. ${problems.join(' ')}`)
      return measures
    }
    return await work(measure, devtools, page)
  } finally {
    await context.close()
  }
}

/** Where the time of a page goes, at the speed of a phone. */
export async function profilePage(page: PageName): Promise<readonly ProfileRow[]> {
  await buildPages({ minify: false })
  const server = await startPageServer(await record(createAnswer(usualAnswer)), pace)
  const browser = await launch()
  try {
    return await inPage(browser, `${server.origin}/${page}`, phone, async (measure, devtools) => {
      await devtools.send('Profiler.enable')
      await devtools.send('Profiler.setSamplingInterval', { interval: samplingIntervalUs })
      await devtools.send('Profiler.start')
      await measure()
      const { profile } = await devtools.send('Profiler.stop')
      return selfTimes(profile)
    })
  } finally {
    await browser.close()
    await server.close()
  }
}
