// `pnpm screenshots`: each status, and the page of scenarios, narrow and wide, light and dark, into screenshots/ to look at.
// `pnpm screenshots readme`: the picture of the README, into docs/ of the repository.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { chromium, type Page } from 'playwright'
import sharp from 'sharp'

import { findChromium } from '../../../scripts/chromium.mjs'
import { quickEmulator } from '../server/quick-emulator.ts'
import { sceneReady, scenarioSizes, scenarioStories, sizes, statuses, themes } from './statuses.ts'
import { freePort, startStorybook } from './storybook.ts'

const FOLDER = join(import.meta.dirname, '../screenshots')
const README_FOLDER = join(import.meta.dirname, '../../../docs')

const forReadme = process.argv[2] === 'readme'
// The README shows it at its real pace.
const env = forReadme ? { ...quickEmulator, EMULATOR_OPTIONS: '' } : quickEmulator
const storybook = await startStorybook({ port: await freePort(0), env })
const executablePath = findChromium()
const browser = await chromium.launch(executablePath ? { executablePath } : {})
const page = await browser.newPage({ reducedMotion: 'reduce' })
try {
  if (forReadme) await shootReadme(page)
  else {
    await shootStatuses(page)
    await shootScenarios(page)
    console.log(`Written to ${FOLDER}`)
  }
} finally {
  await browser.close()
  await storybook.stop()
}

async function shootStatuses(page: Page): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  for (const [name, size] of Object.entries(sizes)) {
    await page.setViewportSize(size)
    for (const id of statuses) {
      await page.goto(storyUrl(id))
      await page.locator('.studio').waitFor()
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme })
        await page.screenshot({ path: join(FOLDER, `${id}.${name}.${theme}.png`), fullPage: true })
      }
    }
  }
}

async function shootScenarios(page: Page): Promise<void> {
  for (const [name, size] of Object.entries(scenarioSizes)) {
    await page.setViewportSize(size)
    for (const id of scenarioStories) {
      await page.goto(storyUrl(id))
      await page.locator(sceneReady(id)).waitFor()
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme })
        const file = `${id.replace('&args=scenario:', '-')}.${name}.${theme}.png`
        await page.screenshot({ path: join(FOLDER, file) })
      }
    }
  }
}

/** A picture, an edit of it, back again, and the next idea: drawn in front of the camera. */
async function shootReadme(page: Page): Promise<void> {
  await page.setViewportSize(sizes.wide)
  await page.goto(storyUrl('playground--playground'))
  await page.getByRole('button', { name: 'A red fox asleep' }).click()
  await page.getByRole('button', { name: 'Generate' }).click()
  await page.getByRole('button', { name: 'Edit' }).waitFor()
  await page.getByRole('textbox', { name: 'Prompt' }).fill('Make it night')
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('textbox', { name: 'Prompt' }).fill('Add a lantern that lights up the snow')
  await mkdir(README_FOLDER, { recursive: true })
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    const file = join(README_FOLDER, `playground-${theme}.png`)
    const { size } = await sharp(await page.screenshot())
      .png({ palette: true, quality: 90, effort: 10 })
      .toFile(file)
    console.log(`${file}: ${Math.round(size / 1024)} KB`)
  }
}

function storyUrl(id: string): string {
  return `${storybook.url}/iframe.html?id=${id}&viewMode=story`
}
