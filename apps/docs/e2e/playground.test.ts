import type { Locator, Page } from 'playwright'
import { beforeEach, describe, expect } from 'vitest'

import { isFocused, tabTo } from './keyboard.ts'
import { layoutShift, observeShifts } from './layout-shift.ts'
import { clearLedger, readLedger } from './ledger.ts'
import { frameworks, long, longUnless } from './long.ts'
import { file, onePixel } from './one-pixel.ts'
import { openPlayground } from './playground.page.ts'
import { test } from './test.ts'

const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }
const fox = 'A red fox asleep in the snow at dusk'

beforeEach(clearLedger)

for (const framework of frameworks)
  describe(`in ${framework}`, longUnless(framework === 'React'), () => {
    test.for([wide, narrow])(
      'a prompt becomes thoughts, then a picture in the place that waited for it, at $width × $height',
      async (size, { page }) => {
        await page.setViewportSize(size)
        await observeShifts(page)
        const { frame, thoughts, picture, draw, spoken } = await openPlayground(page, framework)
        await page.getByRole('radio', { name: '16:9' }).check({ force: true })
        const lengths = await observeGrowth(page)

        await draw(fox)
        await thoughts.waitFor()
        const reserved = await frame.boundingBox()
        expect(ratioOf(reserved)).toBeCloseTo(1376 / 768, 2)

        await picture(fox).waitFor()
        expect(await decodedSize(picture(fox))).toEqual({ width: 1376, height: 768 })
        await expect.poll(() => spoken.textContent()).toBe('The picture is ready.')
        expect(await frame.boundingBox()).toEqual(reserved)
        expect(await layoutShift(page)).toBe(0)
        const seen = await lengths()
        expect(seen.length).toBeGreaterThanOrEqual(3)
        expect(seen).toEqual(seen.toSorted((a, b) => a - b))

        const run = page.getByRole('region', { name: 'Run' })
        await expect
          .poll(() => run.textContent())
          .toMatch(/Done.*Thought for.*prompt\s*\d.*thinking\s*\d.*picture\s*1,120.*\$0\.03\d\d/)
      },
    )

    test('Edit changes the picture and adds a turn; Undo and Redo walk between the two', async ({ page }) => {
      const { prompt, edit, turns, picture, draw } = await openPlayground(page, framework)
      await draw(fox)
      await edit.waitFor()
      const before = await picture(fox).getAttribute('src')
      await prompt.fill('Make it night')
      await edit.click()
      await picture('Make it night').waitFor()
      expect(await picture('Make it night').getAttribute('src')).not.toBe(before)
      await expect.poll(() => turns.count()).toBe(2)

      await page.getByRole('button', { name: 'Undo' }).click()
      await picture(fox).waitFor()
      expect(await picture(fox).getAttribute('src')).toBe(before)
      await page.getByRole('button', { name: 'Redo' }).click()
      await picture('Make it night').waitFor()
      expect((await readLedger()).paid).toBe(2)
    })

    test('the keyboard alone draws, chooses a ratio, stops and undoes', async ({ page }) => {
      const { prompt, thoughts, card, picture, turns } = await openPlayground(page, framework)
      await prompt.focus()
      await page.keyboard.type(fox)
      await page.keyboard.press('Control+Enter')
      await picture(fox).waitFor()
      // The picture is there before its run has ended.
      await expect.poll(() => turns.count()).toBe(1)

      await prompt.focus()
      await page.keyboard.press('Control+A')
      await page.keyboard.type('[scenario: endless-thinking] At night')
      await page.keyboard.press('Control+Enter')
      await thoughts.waitFor()
      await page.keyboard.press('Escape')
      await card.getByRole('heading', { name: 'Stopped. Nothing was lost.' }).waitFor()

      await prompt.focus()
      await tabTo(page, page.getByRole('radio', { name: 'Auto' }))
      await page.keyboard.press('ArrowRight')
      expect(await page.getByRole('radio', { name: '1:1' }).isChecked()).toBe(true)
      expect(await turns.count()).toBe(1)
    })

    test('the focus stays near when Stop or a card goes away', long, async ({ page }) => {
      const { prompt, thoughts, stop, card } = await openPlayground(page, framework)
      const stage = page.getByRole('region', { name: 'Picture' })
      await prompt.fill('[scenario: endless-thinking] At night')
      await page.keyboard.press('Control+Enter')
      await thoughts.waitFor()
      await stop.focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => isFocused(stage)).toBe(true)
      await tabTo(page, card.getByRole('button', { name: 'Close' }))
      await page.keyboard.press('Enter')
      await expect.poll(() => isFocused(stage)).toBe(true)
    })

    test('pictures come by click, paste and drop, go again, and are sent', long, async ({ page }) => {
      const { draw, picture } = await openPlayground(page, framework)
      await page.getByLabel('Add pictures').setInputFiles([file('one.png'), file('two.png')])
      await page.evaluate(givePicture, { event: 'paste' as const, name: 'three.png', bytes: onePixel })
      await page.evaluate(givePicture, { event: 'drop' as const, name: 'four.png', bytes: onePixel })
      const references = page.getByRole('group', { name: 'Reference pictures' }).getByRole('img')
      await expect.poll(() => references.count()).toBe(4)
      await page.getByRole('button', { name: 'Remove two.png' }).click()
      await expect.poll(() => references.count()).toBe(3)
      await draw('One poster from these')
      await picture('One poster from these').waitFor()
      const entries = async (): Promise<unknown> => (await readLedger()).entries
      await expect.poll(entries).toMatchObject([{ images: 3, outcome: 'completed' }])
    })
  })

test('the ratio is left to the model, and nothing moves all the same', long, async ({ page }) => {
  await observeShifts(page)
  const { frame, thoughts, picture, draw } = await openPlayground(page)
  await draw(fox)
  await thoughts.waitFor()
  const reserved = await frame.boundingBox()
  await picture(fox).waitFor()
  expect(await decodedSize(picture(fox))).toEqual({ width: 1408, height: 768 })
  expect(await frame.boundingBox()).toEqual(reserved)
  expect(await layoutShift(page)).toBe(0)
})

test('Stop in the middle closes the socket to the model and keeps what had come', async ({ page }) => {
  const { stop, thoughts, card, draw } = await openPlayground(page)
  await draw('[scenario: endless-thinking] A fox')
  await thoughts.waitFor()
  await stop.click()
  await card.getByRole('heading', { name: 'Stopped. Nothing was lost.' }).waitFor()
  await expect.poll(async () => (await readLedger()).aborted).toBe(1)
  expect(await readLedger()).toMatchObject({ paid: 1, open: 0, entries: [{ outcome: 'closed' }] })
  expect(await thoughts.textContent()).not.toBe('')
})

test('a double click on Generate pays once and stops nothing', async ({ page }) => {
  const { prompt, generate, turns } = await openPlayground(page)
  await prompt.fill(fox)
  await generate.dblclick()
  await expect.poll(() => turns.count()).toBe(1)
  expect(await readLedger()).toMatchObject({ requests: 1, paid: 1, aborted: 0 })
})

test('a picture of one’s own is opened unpaid and changed', long, async ({ page }) => {
  const { prompt, edit, picture, turns } = await openPlayground(page)
  await page.getByLabel('Open a picture').setInputFiles(file('mine.png'))
  await picture('Your picture').waitFor()
  expect((await readLedger()).requests).toBe(0)
  await prompt.fill('Make it night')
  await edit.click()
  await picture('Make it night').waitFor()
  await expect.poll(() => turns.count()).toBe(2)
})

/** Notes each length that the thoughts in the frame have had; gives them when asked. */
async function observeGrowth(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const lengths: number[] = []
    Object.assign(window, { lengths })
    new MutationObserver(() => {
      const length = document.querySelector('.frame .thoughts')?.textContent.length ?? 0
      if (length > 0 && length !== lengths.at(-1)) lengths.push(length)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  return () => page.evaluate(() => (window as unknown as { lengths: number[] }).lengths)
}

function decodedSize(picture: Locator): Promise<{ width: number; height: number }> {
  return picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    return { width: image.naturalWidth, height: image.naturalHeight }
  })
}

function ratioOf(box: { width: number; height: number } | null): number {
  return (box?.width ?? 0) / (box?.height ?? 1)
}

/** Runs in the page: hands it a picture as the clipboard or a drag would. */
function givePicture({ event, name, bytes }: { event: 'paste' | 'drop'; name: string; bytes: string }): void {
  const data = new DataTransfer()
  const content = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))
  data.items.add(new File([content], name, { type: 'image/png' }))
  document.body.dispatchEvent(
    event === 'paste'
      ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
  )
}
