import { describe, expect, test } from 'vitest'
import { pictureEvents, scriptedTransport } from '../test/scripted-transport.ts'
import { pngBytes } from '../test/wire.ts'
import { createImageStream } from './image-stream.ts'
import type { ImageInput } from './input.ts'
import { estimateCost } from './spending.ts'
import { streamImage } from './stream-image.ts'
import { costOf, type Usage } from './usage.ts'

/** One recorded shape: a picture of 1,120 tokens in an answer of 1,537. */
const usage: Usage = {
  promptTokens: 8,
  thoughtTokens: 244,
  outputTokens: 1537,
  imageTokens: 1120,
  totalTokens: 1789,
}

test.each<readonly [string, string | ImageInput, number]>([
  // 1,120 tokens at $30 a million.
  ['a picture of the default model', 'a fox', 0.0336],
  ['a 4K picture', { prompt: 'a fox', model: 'gemini-3.1-flash-image', imageSize: '4K' }, 0.1512],
  ['with references', { prompt: 'a fox', images: [new Blob(), new Blob()] }, 0.0336 + 2 * 0.00028],
])('%s costs at least its picture', (_what, input, usd) => {
  const { minUsd, maxUsd, pricesAsOf } = estimateCost(input)
  expect(minUsd).toBeCloseTo(usd, 4)
  expect(maxUsd).toBeGreaterThan(minUsd)
  expect(pricesAsOf).toMatch(/^\d{4}-\d\d-\d\d$/)
})

test('the real cost of a recorded run lies within the estimate', () => {
  const { minUsd, maxUsd } = estimateCost('A red fox asleep in the snow at dusk')
  const real = costOf('gemini-3.1-flash-lite-image', usage)?.usd ?? NaN
  expect(real).toBeGreaterThan(minUsd)
  expect(real).toBeLessThan(maxUsd)
})

describe('a run that may cost more than it may', () => {
  test('is refused before anything is sent', async () => {
    const transport = scriptedTransport()
    const stream = createImageStream({ transport, maxCost: 0.05 })
    expect(await stream.generate('a fox')).toMatchObject({
      status: 'error',
      error: { code: 'invalid-input', billed: 'no', issues: [{ field: 'maxCost', value: 0.05 }] },
    })
    expect(() => streamImage('a fox', { transport, maxCost: 0.05 })).toThrow('may cost up to $0.1')
    expect(transport.runs).toHaveLength(0)
  })

  test('is sent where it fits', async () => {
    const transport = scriptedTransport()
    void createImageStream({ transport, maxCost: 0.2 }).generate('a fox')
    await expect.poll(() => transport.runs.length).toBe(1)
  })
})

test('a session counts what all its runs have cost, and those whose cost is not known', async () => {
  const transport = scriptedTransport()
  const stream = createImageStream({ transport })
  const draw = async (end: () => Promise<void>): Promise<void> => {
    const runs = transport.runs.length
    const result = stream.generate(`a fox ${runs}`)
    await expect.poll(() => transport.runs.length).toBe(runs + 1)
    await end()
    await result
  }
  const succeed = async (): Promise<void> =>
    transport.last.emit(...pictureEvents(pngBytes(8, 6, 40)), { type: 'usage', usage }, { type: 'done' })
  await draw(succeed)
  await draw(succeed)
  await draw(() => transport.last.fail('overloaded', { retryAt: null }))
  await draw(() => transport.last.cut())
  await draw(async () => stream.stop())
  const { spent } = stream.getSnapshot()
  // 2 × (8 × 0.25 + (417 + 244) × 1.5 + 1,120 × 30) / 1,000,000
  expect(spent.usd).toBeCloseTo(2 * 0.0345935, 6)
  expect(spent.unknownRuns).toBe(2)
})
