import { beforeEach, describe, expect } from 'vitest'

import { isPainted, keptRunOf, openKeptRun } from './kept-run.page.ts'
import { clearLedger, readLedger } from './ledger.ts'
import { test } from './test.ts'

beforeEach(clearLedger)

describe.each(['React', 'Vue', 'Svelte'])('in %s', (framework) => {
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
    expect(await isPainted(picture)).toBe(true)
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

test('a tab that is a copy follows the run of the first', async ({ page, context }) => {
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
    expect(await isPainted(each)).toBe(true)
  }
  expect(await readLedger()).toMatchObject({ requests: 1, paid: 1, open: 0 })
  await copy.close()
})
