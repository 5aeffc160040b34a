import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findChromium } from '../../../scripts/chromium.mjs'
import { buildStorybook } from '../scripts/storybook.ts'
import { long } from './long.ts'
import { serveFolder, type FolderServer } from './serve-folder.ts'
import { storyPath } from './story-path.ts'

const BUILD_MS = 240_000

let folder: string
let server: FolderServer
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-stream-docs-'))
  await buildStorybook(folder)
  server = await serveFolder(folder)
  const executablePath = findChromium()
  browser = await chromium.launch(executablePath ? { executablePath } : {})
}, BUILD_MS)

afterAll(async () => {
  await browser.close()
  await server.close()
  await rm(folder, { recursive: true })
})

test('the static build draws a picture, though its server knows only files', async () => {
  const page = await open('playground--playground')
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A red fox asleep in the snow at dusk')
  await page.getByRole('radio', { name: '16:9' }).check({ force: true })
  await page.getByRole('button', { name: 'Generate' }).click()
  await page.locator('.frame .thoughts').waitFor()
  const run = page.getByRole('region', { name: 'Run' })
  await expect.poll(() => run.textContent()).toMatch(/Done.*thinking \d.*picture 1,120.*\$0\.03\d\d/)
  const picture = page.getByRole('img', { name: 'A red fox asleep in the snow at dusk' }).first()
  expect(
    await picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]),
  ).toEqual([1376, 768])
  expect(server.missed).toEqual([])
})

test.each([
  ['bad-key', 'Pictures are off right now.'],
  ['cut-mid-picture', 'The picture did not arrive whole.'],
  ['blocked-image', 'Drawn, then held back.'],
])('the static build plays %s', long, async (scenario, title) => {
  const page = await open(`scenarios--scenarios&args=scenario:${scenario}`)
  await page.getByRole('heading', { name: title }).waitFor()
  await page.getByText(/^(Nothing to pay|1 paid call); .* KB, (sent whole|broken off)\.$/).waitFor()
  expect(server.missed).toEqual([])
})

async function open(story: string): Promise<Page> {
  const page = await browser.newPage({ reducedMotion: 'reduce' })
  await page.goto(server.url + storyPath(story))
  return page
}
