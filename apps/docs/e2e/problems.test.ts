import { expect } from 'vitest'

import { openPlayground } from './playground.page.ts'
import { longUnless } from './long.ts'
import { test } from './test.ts'

const fox = 'A red fox asleep in the snow at dusk'

/** How a run can end without a picture, what the visitor reads, and what they are offered. */
const problems = [
  { scenario: 'blocked-prompt', title: 'The model declined this prompt.', step: 'Change the prompt' },
  { scenario: 'blocked-image', title: 'Drawn, then held back.', step: 'Change the prompt' },
  { scenario: 'no-image', title: 'The answer holds no picture.', step: 'Change the prompt' },
  { scenario: 'quota-day', title: 'No more pictures for now.', step: 'Copy the details' },
  { scenario: 'overloaded', title: 'The model is busy.', step: 'Try again' },
  { scenario: 'bad-key', title: 'Pictures are off right now.', step: 'Copy the details' },
  { scenario: 'cut-mid-picture', title: 'The picture did not arrive whole.', step: 'Try again' },
  { scenario: 'reset-while-thinking', title: 'The connection was lost.', step: 'Try again' },
]

/** One that is the prompt's, and one that was cut. */
const shownFirst: ReadonlySet<string> = new Set(['blocked-prompt', 'cut-mid-picture'])

for (const { scenario, title, step } of problems)
  test(`${scenario} says “${title}”`, longUnless(shownFirst.has(scenario)), async ({ tab }) => {
    const { card, spoken, draw } = await openPlayground(tab)
    await draw(`[scenario: ${scenario}] ${fox}`)
    await card.getByRole('heading', { name: title }).waitFor()
    await card.getByRole('button', { name: step }).waitFor()
    // The step, and the way to close the card.
    expect(await card.getByRole('button').count()).toBe(2)
    expect(await spoken.textContent()).toBe(title)
  })

test('a quota that refills soon is waited for, until Stop', async ({ tab: page }) => {
  const { stop, card, spoken, draw } = await openPlayground(page)
  await draw(`[scenario: quota-minute] ${fox}`)
  const run = page.getByRole('region', { name: 'Run' })
  await run.getByText(/^busy, asks again in \d\d s$/).waitFor()
  expect(await spoken.textContent()).toBe('The model is busy. It will be asked again by itself.')
  await stop.click()
  await card.getByRole('heading', { name: 'Stopped. Nothing was lost.' }).waitFor()
})

test('a refusal quotes the reason that the model gave, and leads back to the prompt', async ({ tab }) => {
  const { card, prompt, draw } = await openPlayground(tab)
  await draw(`[scenario: blocked-image] ${fox}`)
  await card.locator('blockquote').waitFor()
  expect(await card.locator('blockquote').textContent()).toContain('Unable to show the generated image')
  await card.getByRole('button', { name: 'Change the prompt' }).click()
  expect(await prompt.evaluate((element) => element === document.activeElement)).toBe(true)
})

test('a whole picture that came before the cut can be kept', async ({ tab }) => {
  const { card, picture, turns, draw } = await openPlayground(tab)
  const prompt = `[scenario: cut-after-picture] ${fox}`
  await draw(prompt)
  await card.getByRole('button', { name: 'Keep the picture that came' }).click()
  await picture(prompt).waitFor()
  expect(await turns.count()).toBe(1)
})

test('a failed edit leaves the picture that was there', async ({ tab }) => {
  const { card, prompt, edit, picture, draw } = await openPlayground(tab)
  await draw(fox)
  await edit.waitFor()
  await prompt.fill('[scenario: blocked-prompt] Make it night')
  await edit.click()
  await card.waitFor()
  await card.getByRole('button', { name: 'Close' }).click()
  await card.waitFor({ state: 'detached' })
  expect(await picture(fox).isVisible()).toBe(true)
})
