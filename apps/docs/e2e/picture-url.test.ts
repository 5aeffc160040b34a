import { beforeEach, expect } from 'vitest'

import { openKeptRun } from './kept-run.page.ts'
import { clearLedger, readLedger } from './ledger.ts'
import { frameworks, longUnless } from './long.ts'
import { blockingBetween } from './main-thread.ts'
import { isWhole, variety } from './painting.ts'
import { openPlayground } from './playground.page.ts'
import { test } from './test.ts'

const mostRounds = 8

beforeEach(clearLedger)

test('the first rows of a picture are painted before half of its bytes are there', async ({ context }) => {
  // The browser's console hears that the picture broke off.
  const page = await context.newPage()
  const { draw, frame, stop } = await openPlayground(page)
  await draw('[scenario: silence-in-picture] A red fox asleep in the snow at dusk')
  await frame.locator('.picture').waitFor()
  await expect.poll(() => variety(frame, 0.02, 0.1)).toBeGreaterThan(2)
  expect(await variety(frame, 0.7, 0.95)).toBe(0)
  await stop.click()
  await expect.poll(readLedger).toMatchObject({ open: 0 })
  await page.close()
})

test('a picture keeps its element from its first row to its last', async ({ page }) => {
  const { draw, frame, picture } = await openPlayground(page)
  const arriving = frame.locator('.picture')
  const prompt = '[scenario: slow-picture] A red fox asleep in the snow at dusk'
  await draw(prompt)
  await arriving.waitFor()
  await arriving.evaluate((image) => Object.assign(image, { isFirst: true }))
  await expect.poll(() => page.getByRole('status').textContent()).toBe('The picture is ready.')
  expect(await picture(prompt).evaluate((image) => 'isFirst' in image)).toBe(true)
  expect(await isWhole(picture(prompt))).toBe(true)
})

test('an edit sends its prompt and the name of its turn, and less than 2 KB', async ({ page }) => {
  const { draw, edit, prompt, turns } = await openPlayground(page)
  await draw('A red fox asleep in the snow at dusk')
  await edit.waitFor()
  await expect.poll(() => turns.count()).toBe(1)
  await prompt.fill('Make it night')
  const [request] = await Promise.all([page.waitForRequest((each) => each.method() === 'POST'), edit.click()])
  await expect.poll(() => turns.count()).toBe(2)
  const headers = await request.allHeaders()
  const { requestHeadersSize } = await request.sizes()
  expect(Number(headers['content-length']) + requestHeadersSize).toBeLessThan(2_000)
  expect((await readLedger()).entries.at(-1)).toMatchObject({ prompt: 'Make it night' })
})

for (const framework of frameworks)
  test(
    `a page in ${framework} on a phone is never blocked while a picture arrives`,
    longUnless(framework === 'React'),
    async ({ page }) => {
      const { draw, status } = await openKeptRun(page, framework)
      await page.evaluate(() => {
        const isArriving = (): boolean => document.querySelector('.demo img[alt=""]') !== null
        let was = false
        new MutationObserver(() => {
          if (isArriving() !== was) performance.mark(was ? 'whole' : 'arriving')
          was = isArriving()
        }).observe(document.body, { subtree: true, childList: true, attributes: true })
      })
      // What blocks a page does so each time; a machine that is busy with something else does not.
      let blockingMs = Infinity
      for (let round = 0; round < mostRounds && blockingMs > 0; round += 1) {
        blockingMs = await blockingBetween(page, ['arriving', 'whole'], async () => {
          await draw('A lighthouse in a storm')
          await status.filter({ hasText: 'Drawing' }).waitFor()
          await expect.poll(() => status.textContent()).toBe('')
        })
      }
      expect(blockingMs).toBe(0)
    },
  )
