import { expect, test } from 'vitest'
import { costOf, type Usage } from './usage.ts'

const usage: Usage = {
  promptTokens: 0,
  thoughtTokens: null,
  outputTokens: 1537,
  imageTokens: 1120,
  totalTokens: 1537,
}

test('answer tokens beyond the pictures are billed as text', () => {
  // 1120 × $30/M + 417 × $1.5/M, as a real bill had it.
  expect(costOf('gemini-3.1-flash-lite-image', usage)?.usd).toBeCloseTo(0.0342255, 10)
})

test('the prompt and the thoughts are billed too', () => {
  const cost = costOf('gemini-3.1-flash-lite-image', {
    ...usage,
    promptTokens: 1000,
    thoughtTokens: 200,
    totalTokens: 2737,
  })
  expect(cost?.usd).toBeCloseTo(0.0342255 + (1000 * 0.25 + 200 * 1.5) / 1_000_000, 10)
  expect(cost?.pricesAsOf).toMatch(/^\d{4}-\d\d-\d\d$/)
})

test('a refusal, whose answer repeats the count of its thoughts, is billed for these alone', () => {
  const refused = {
    promptTokens: 10,
    thoughtTokens: 265,
    outputTokens: 265,
    imageTokens: null,
    totalTokens: 275,
  }
  expect(costOf('gemini-3.1-flash-lite-image', refused)?.usd).toBeCloseTo((10 * 0.25 + 265 * 1.5) / 1e6, 10)
})

test('without a split by kind the whole answer counts as pictures', () => {
  expect(costOf('gemini-3.1-flash-lite-image', { ...usage, imageTokens: null })?.usd).toBeCloseTo(0.04611, 10)
})

test('a cost that is not known is null, never 0', () => {
  expect(costOf('gemini-3.1-flash-lite-image', null)).toBeNull()
  expect(costOf('gemini-3.1-flash-lite-image', { ...usage, outputTokens: null })).toBeNull()
})
