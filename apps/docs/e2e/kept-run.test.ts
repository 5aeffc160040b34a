import { chromium } from 'playwright'
import { beforeEach, describe, expect } from 'vitest'

import { findChromium } from '../../../scripts/chromium.mjs'
import { keptRunOf, openKeptRun } from './kept-run.page.ts'
import { clearLedger, readLedger } from './ledger.ts'
import { frameworks, long, longUnless } from './long.ts'
import { isWhole } from './painting.ts'
import { storybookUrl } from './served-storybook.ts'
import { test } from './test.ts'
import { openWeakLine } from './weak-line.ts'

beforeEach(clearLedger)

for (const framework of frameworks)
  describe(`in ${framework}`, longUnless(framework === 'React'), () => {
    test('a reload in the middle of a picture comes back to the same run, which is paid once', async ({
      page,
    }) => {
      const { draw, incoming, picture, status } = await openKeptRun(page, framework)
      await draw()
      await incoming.waitFor()
      const before = await incoming.getAttribute('src')
      const since = await status.textContent()
      await page.reload()

      await incoming.waitFor()
      expect(await incoming.getAttribute('src')).toBe(before)
      expect(await status.textContent()).toBe(since)
      await picture.waitFor()
      expect(await picture.getAttribute('src')).toBe(before)
      expect(await isWhole(picture)).toBe(true)
      expect(await readLedger()).toMatchObject({ requests: 1, paid: 1, aborted: 0, open: 0 })

      // The run is over, and there is nothing to come back to.
      await page.reload()
      await page.getByRole('button', { name: 'Draw' }).waitFor()
      expect(await status.textContent()).toBe('')
      expect((await readLedger()).requests).toBe(1)
    })

    test('Stop after a reload ends the run, upstream too', async ({ page }) => {
      const { draw, incoming, stop } = await openKeptRun(page, framework)
      await draw()
      await incoming.waitFor()
      await page.reload()
      await incoming.waitFor()
      expect((await readLedger()).open).toBe(1)
      await stop.click()
      await stop.waitFor({ state: 'detached' })
      await expect.poll(readLedger).toMatchObject({ requests: 1, aborted: 1, open: 0 })
    })
  })

test('a tab that is a copy follows the run of the first', long, async ({ page, context }) => {
  const { draw, incoming, picture } = await openKeptRun(page)
  await draw()
  await incoming.waitFor()
  const [copy] = await Promise.all([
    context.waitForEvent('page'),
    // As a browser copies a tab: its session storage goes along.
    page.evaluate(() => void window.open(location.href)),
  ])
  const copied = keptRunOf(copy)
  await copied.incoming.waitFor()
  for (const each of [picture, copied.picture]) {
    await each.waitFor()
    expect(await isWhole(each)).toBe(true)
  }
  expect(await readLedger()).toMatchObject({ requests: 1, paid: 1, open: 0 })
  await copy.close()
})

test('three seconds without a network are no error, and the picture is whole', async ({ context }) => {
  const line = await openWeakLine(storybookUrl)
  // The browser's console hears of every connection that breaks.
  const page = await context.newPage()
  const { draw, incoming, picture, status } = await openKeptRun(page, 'React', line.through)
  await draw()
  await incoming.waitFor()
  await context.setOffline(true)
  line.cut()
  await page.waitForTimeout(3_000)
  line.mend()
  await context.setOffline(false)
  await picture.waitFor()
  expect(await status.textContent()).toBe('')
  expect(await isWhole(picture)).toBe(true)
  expect(await readLedger()).toMatchObject({ requests: 1, paid: 1, open: 0 })
  await page.close()
  line.close()
})

test('a page that comes back out of the back-forward cache goes on', long, async () => {
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  const page = await browser.newPage({ reducedMotion: 'reduce' })
  await page.addInitScript(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { isRestored: persisted }))
  })
  // A development server forbids that its pages are kept.
  await page.route('**/iframe.html*', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'cache-control': 'no-cache' } })
  })
  const { draw, incoming, picture, status } = await openKeptRun(page)
  await draw()
  await incoming.waitFor()
  await page.goto(`${storybookUrl}/favicon.svg`)
  // Out of the cache a page is not loaded.
  await page.goBack({ waitUntil: 'commit' })
  expect(await page.evaluate(() => (window as unknown as { isRestored: boolean }).isRestored)).toBe(true)
  await picture.waitFor()
  expect(await status.textContent()).toBe('')
  expect(await isWhole(picture)).toBe(true)
  expect(await readLedger()).toMatchObject({ requests: 1, paid: 1, open: 0 })
  await browser.close()
})
