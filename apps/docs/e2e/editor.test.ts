import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import type { Page } from 'playwright'
import { beforeEach, describe, expect } from 'vitest'

import { themes } from '../scripts/statuses.ts'
import { findings } from './axe.ts'
import { openEditor, saved, type EditorPage } from './editor.page.ts'
import { isFocused, tabTo } from './keyboard.ts'
import { layoutShift, observeShifts } from './layout-shift.ts'
import { clearLedger, readLedger } from './ledger.ts'
import { frameworks, long, longUnless } from './long.ts'
import { file } from './one-pixel.ts'
import { test } from './test.ts'

const wide = { width: 1280, height: 800 }
const narrow = { width: 360, height: 740 }
const fox = fileURLToPath(new URL('../src/playground/pictures/fox.webp', import.meta.url))

beforeEach(clearLedger)

for (const framework of frameworks) {
  for (const size of [wide, narrow])
    describe(
      `in ${framework}, at ${size.width} × ${size.height}`,
      longUnless(framework === 'React' && size === wide),
      () => {
        test('the keyboard alone opens a picture, changes it, goes back and branches', async ({ page }) => {
          const { editor, isKept } = await begin(page, framework, size)
          const { prompt, spoken, turns, head, tool, use, change, levels } = editor
          expect(await axe(page)).toEqual([])

          await editor.give('Open', fox)
          await head.filter({ hasText: 'Your picture' }).waitFor()
          expect(await isFocused(tool('Open'))).toBe(true)
          const own = await saved(page, () => use('Download'))
          expect(own.name).toBe('picture.webp')
          expect(own.bytes.equals(await readFile(fox))).toBe(true)
          expect((await readLedger()).requests).toBe(0)

          const moved = await layoutShift(page)
          await change('Make it night')
          await expect.poll(() => spoken.textContent()).toBe('The picture is ready.')
          await expect.poll(() => prompt.inputValue()).toBe('')
          expect(await isFocused(prompt)).toBe(true)

          // In the prompt, Z takes back what was written.
          await page.keyboard.type('x')
          await page.keyboard.press('Control+Z')
          expect(await head.textContent()).toContain('Make it night')
          await page.keyboard.press('Control+A')
          await page.keyboard.press('Delete')

          await tabTo(page, head, 'Shift+Tab')
          await page.keyboard.press('Control+Z')
          await expect.poll(() => head.textContent()).toContain('Your picture')
          expect(await isFocused(head)).toBe(true)
          await page.keyboard.press('Control+Shift+Z')
          await expect.poll(() => head.textContent()).toContain('Make it night')
          expect(await isFocused(head)).toBe(true)
          await use('Undo')
          await expect.poll(() => spoken.textContent()).toBe('Showing “Your picture”.')
          expect(await tool('Undo').getAttribute('aria-disabled')).toBe('true')
          expect(await isFocused(tool('Undo'))).toBe(true)

          await change('Add a red balloon')
          expect(await levels()).toEqual(['1', '2', '2'])
          await tabTo(page, head, 'Shift+Tab')
          for (const [key, shown] of [
            ['ArrowLeft', 'Your picture'],
            ['ArrowRight', 'Make it night'],
            ['End', 'Add a red balloon'],
            ['ArrowUp', 'Make it night'],
            ['Home', 'Your picture'],
            ['ArrowDown', 'Make it night'],
          ] as const) {
            await page.keyboard.press(key)
            await expect.poll(() => head.textContent()).toContain(shown)
            expect(await isFocused(head)).toBe(true)
            await page.locator('.frame').getByRole('img', { name: shown }).waitFor()
          }
          expect(await turns.count()).toBe(3)
          expect((await readLedger()).paid).toBe(2)
          expect(await layoutShift(page)).toBe(moved)
          expect(await axe(page)).toEqual([])
          expect(await isKept()).toBe(true)
        })

        test('the keyboard alone compares, saves and loads', long, async ({ page, context }) => {
          await context.grantPermissions(['clipboard-read', 'clipboard-write'])
          const { editor, isKept } = await begin(page, framework, size)
          const { spoken, turns, head, tool, use, change, levels } = editor
          await editor.give('Open', fox)
          await change('Make it night')
          await tabTo(page, head, 'Shift+Tab')
          await page.keyboard.press('ArrowLeft')
          await change('Add a red balloon')

          const moved = await layoutShift(page)
          await use('Compare')
          expect(await tool('Compare').getAttribute('aria-pressed')).toBe('true')
          const before = page.getByRole('combobox', { name: 'Before' })
          await tabTo(page, before)
          expect(await before.evaluate(shownOption)).toBe('Your picture')
          await page.keyboard.press('ArrowDown')
          await expect.poll(() => before.evaluate(shownOption)).toBe('Make it night')
          const frame = page.locator('.frame')
          await frame.getByRole('img', { name: 'Make it night' }).waitFor()
          await frame.getByRole('img', { name: 'Add a red balloon' }).waitFor()

          const slider = page.getByRole('slider', { name: 'Line between before and after' })
          await tabTo(page, slider)
          await page.keyboard.press('Home')
          await page.keyboard.press('ArrowRight')
          await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('1 % before')
          await page.keyboard.press('End')
          await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('100 % before')
          expect(await layoutShift(page)).toBe(moved)
          expect(await axe(page)).toEqual([])
          await page.keyboard.press('Escape')
          await expect.poll(() => isFocused(page.getByRole('region', { name: 'Picture' }))).toBe(true)

          await use('Copy')
          await expect.poll(() => spoken.textContent()).toBe('The picture is copied.')
          const picture = await saved(page, () => use('Download'))
          expect(picture.name).toMatch(/^add-a-red-balloon\./)
          const session = await saved(page, () => page.keyboard.press('Control+S'))
          expect(session.name).toBe('my.image-stream.zip')
          await expect.poll(() => spoken.textContent()).toBe('The session is saved.')
          expect(await isKept()).toBe(true)

          await openEditor(page, framework)
          await editor.give('Load', fox)
          await expect.poll(() => spoken.textContent()).toContain('The file cannot be opened as a session')
          await editor.give('Load', session.path)
          await expect.poll(() => spoken.textContent()).toBe('The session is loaded.')
          expect(await head.textContent()).toContain('Add a red balloon')
          expect(await levels()).toEqual(['1', '2', '2'])
          const again = await saved(page, () => use('Download'))
          expect(again.name).toBe(picture.name)
          expect(again.bytes.equals(picture.bytes)).toBe(true)
          expect((await readLedger()).paid).toBe(2)

          await change('In black and white')
          expect(await turns.count()).toBe(4)
          expect(await isKept()).toBe(true)
        })
      },
    )

  describe(`in ${framework}`, longUnless(framework === 'React'), () => {
    test(
      'a run that is stopped or refused keeps the prompt, and leads back to it',
      long,
      async ({ page }) => {
        const { editor, isKept } = await begin(page, framework, wide)
        const { prompt } = editor
        await editor.give('Open', fox)
        const written = '[scenario: endless-thinking] Make it night'
        await tabTo(page, prompt)
        await page.keyboard.type(written)
        await page.keyboard.press('Control+Enter')
        await page.locator('.frame .thoughts').waitFor()
        await tabTo(page, page.getByRole('button', { name: 'Stop' }), 'Shift+Tab')
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Stopped. Nothing was lost.' }).waitFor()
        await expect.poll(() => isFocused(page.getByRole('region', { name: 'Picture' }))).toBe(true)
        expect(await prompt.inputValue()).toBe(written)

        await tabTo(page, prompt)
        await page.keyboard.press('Control+A')
        await page.keyboard.type('[scenario: blocked-prompt] Make it night')
        await page.keyboard.press('Control+Enter')
        await page.getByRole('heading', { name: 'The model declined this prompt.' }).waitFor()
        expect(await axe(page)).toEqual([])
        await tabTo(page, page.getByRole('button', { name: 'Change the prompt' }), 'Shift+Tab')
        await page.keyboard.press('Enter')
        expect(await isFocused(prompt)).toBe(true)
        expect(await isKept()).toBe(true)
      },
    )

    test('pictures of different shapes are compared side by side', long, async ({ page }) => {
      const { editor } = await begin(page, framework, narrow)
      await editor.give('Open', fox)
      await editor.give('Open', file('square.png'))
      await expect.poll(() => editor.turns.count()).toBe(2)
      await editor.use('Compare')
      const boxes = await page
        .locator('.compare')
        .getByRole('img')
        .evaluateAll((images) => images.map((image) => image.getBoundingClientRect().toJSON() as DOMRect))
      const [left = 0, right = 0] = boxes.map(({ width, height }) => width / height)
      expect(left).toBeCloseTo(1376 / 768, 1)
      expect(right).toBeCloseTo(1, 1)
      expect(boxes[0]?.right).toBeLessThan(boxes[1]?.left ?? 0)
      expect(await page.getByRole('slider').count()).toBe(0)
      expect(await axe(page)).toEqual([])
    })
  })
}

interface Begun {
  readonly editor: EditorPage
  /** Whether no key of this page has lost the focus. */
  readonly isKept: () => Promise<boolean>
}

async function begin(page: Page, framework: string, size: typeof wide): Promise<Begun> {
  await page.setViewportSize(size)
  await observeShifts(page)
  await page.addInitScript(watchFocus)
  return {
    editor: await openEditor(page, framework),
    isKept: () => page.evaluate(() => !(window as unknown as { lost: boolean }).lost),
  }
}

/** Runs in the page: notes in any frame that nothing has the focus, unless Tab has led out of the page. */
function watchFocus(): void {
  let key = 'Tab'
  Object.assign(window, { lost: false })
  window.addEventListener('keydown', (event) => (key = event.key), { capture: true })
  const check = (): void => {
    if (document.activeElement === document.body && key !== 'Tab') Object.assign(window, { lost: true })
    requestAnimationFrame(check)
  }
  document.addEventListener('DOMContentLoaded', check)
}

/** What axe finds, in light and in dark. */
async function axe(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    found.push(...(await findings(page)))
  }
  return found
}

function shownOption(select: HTMLElement | SVGElement): string | undefined {
  return (select as HTMLSelectElement).selectedOptions[0]?.text
}
