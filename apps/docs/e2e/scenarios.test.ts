import { expect } from 'vitest'

import { sceneReady, scenarioSizes, scenarioStories, themes } from '../scripts/statuses.ts'
import { findings } from './axe.ts'
import { long } from './long.ts'
import { scenarioOutcomes } from './scenario-outcomes.ts'
import { openScenarios } from './scenarios.page.ts'
import { storybookUrl } from './served-storybook.ts'
import { storyUrl, test } from './test.ts'

/** Over two hundred plays, one after the other, of which some are silent for seconds. */
const PLAY_ALL_MS = 400_000

test(
  'every scenario ends typed, as its wire means it to',
  { timeout: PLAY_ALL_MS, ...long },
  async ({ page }) => {
    const { playAll, stopPlaying, outcomes } = await openScenarios(page)
    await playAll.click()
    await stopPlaying.waitFor()
    await playAll.waitFor({ timeout: PLAY_ALL_MS })

    const all = await outcomes()
    const wrong = all.filter(([name, outcome]) => !scenarioOutcomes.get(name)?.includes(outcome))
    expect(
      wrong.map(([name, outcome]) => [name, outcome, scenarioOutcomes.get(name) ?? 'not in the table']),
    ).toEqual([])
    expect(all.map(([name]) => name).toSorted()).toEqual([...scenarioOutcomes.keys()].toSorted())
    expect(await page.locator('.played').textContent()).toMatch(/^\d+ drawn, \d+ typed errors, 0 untyped$/)
  },
)

test('Escape ends Play all, and what is playing', async ({ page }) => {
  const { playAll, stopPlaying, outcomes } = await openScenarios(page)
  await page.getByRole('searchbox', { name: 'Find a scenario' }).fill('endless')
  expect(await playAll.textContent()).toBe('Play these 1')
  await playAll.click()
  await page.locator('.frame .thoughts').waitFor()
  await page.keyboard.press('Escape')
  await stopPlaying.waitFor({ state: 'detached' })
  expect(await outcomes()).toEqual([['endless-thinking', 'stopped maybe']])
  await expect.poll(() => page.locator('.outcome').textContent()).toContain('1 paid call')
})

test('when to come back is counted down', long, async ({ page }) => {
  const { playAll } = await openScenarios(page)
  await page.getByRole('searchbox', { name: 'Find a scenario' }).fill('quota of the minute')
  await playAll.click()
  await page.getByRole('heading', { name: 'Many are drawing just now.' }).waitFor()
  await page.getByRole('button', { name: /^Try again in \d\d s$/ }).waitFor()
})

test('what is chosen stands in the address, and the address plays it', long, async ({ context }) => {
  // Not the watched page: what Storybook's own interface logs is not ours.
  const page = await context.newPage()
  await page.goto(`${storybookUrl}/?path=/story/scenarios--scenarios`)
  const story = page.frameLocator('#storybook-preview-iframe')
  await story.getByRole('button', { name: 'Prompt blocked', exact: true }).click()
  await story.getByRole('heading', { name: 'The model declined this prompt.' }).waitFor()
  await expect.poll(() => new URL(page.url()).searchParams.get('args')).toBe('scenario:blocked-prompt')
  await page.reload()
  await story.getByRole('heading', { name: 'The model declined this prompt.' }).waitFor()
  await page.close()
})

test(
  'where there is no room for the list, it opens over the page and closes with a choice',
  long,
  async ({ page }) => {
    await page.setViewportSize(scenarioSizes.narrowest)
    const { row } = await openScenarios(page)
    await page.getByRole('button', { name: 'All scenarios' }).click()
    await row('Bad key').getByRole('button').click()
    await page.getByRole('heading', { name: 'Pictures are off right now.' }).waitFor()
    expect(await page.getByRole('table').isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Next scenario' }).click()
    await page.getByRole('heading', { name: 'No key', exact: true }).waitFor()
  },
)

test.for(scenarioStories)(
  'axe finds nothing, and nothing is too wide, in %s',
  long,
  async (id, { tab: page }) => {
    await page.goto(storyUrl(id))
    await page.locator(sceneReady(id)).waitFor()
    for (const size of Object.values(scenarioSizes)) {
      await page.setViewportSize(size)
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme })
        expect(await findings(page), `${size.width} ${theme}`).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width)
      }
    }
  },
)

test('axe finds nothing in the list that has opened', long, async ({ page }) => {
  await page.setViewportSize(scenarioSizes.narrowest)
  await page.goto(storyUrl('scenarios--scenarios'))
  await page.getByRole('button', { name: 'All scenarios' }).click()
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    expect(await findings(page), `in ${theme}`).toEqual([])
  }
})
