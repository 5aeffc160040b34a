import type { Locator, Page } from 'playwright'
import { expect } from 'vitest'

/** More than any of these pages has places to stop at. */
const MOST_STEPS = 40

/** Walks with Tab, or backwards, until the target has the focus. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let steps = 0; steps < MOST_STEPS && !(await isFocused(target)); steps++)
    await page.keyboard.press(key)
  expect(await isFocused(target)).toBe(true)
}

export function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}
