import { expect, test } from 'vitest'
import { expectedSize, isModelId, models } from './models.ts'

const lite = models['gemini-3.1-flash-lite-image']

test('the reference model has the ten documented ratios and four of Google’s own', () => {
  const bySource = (source: string): string[] =>
    Object.entries(lite.aspectRatios).flatMap(([ratio, spec]) => (spec.source === source ? [ratio] : []))
  expect(bySource('reference')).toEqual('1:1 3:2 2:3 3:4 4:3 4:5 5:4 9:16 16:9 21:9'.split(' '))
  expect(bySource('google')).toEqual(['1:4', '4:1', '1:8', '8:1'])
})

test('the reference model draws at 1K alone', () => {
  expect(Object.keys(lite.imageSizes)).toEqual(['1K'])
  expect(expectedSize(lite.id, '16:9')).toEqual({ width: 1376, height: 768 })
  expect(expectedSize(lite.id, '16:9', '2K')).toBeNull()
})

test('a larger image size multiplies the pixels of 1K', () => {
  expect(expectedSize('gemini-3-pro-image', '2:3', '4K')).toEqual({ width: 3392, height: 5056 })
})

test('without a ratio no size is promised', () => {
  expect(expectedSize(lite.id, undefined)).toBeNull()
})

test.each(Object.values(models))('$id: each ratio’s pixels are close to its name', ({ aspectRatios }) => {
  for (const [ratio, { width, height }] of Object.entries(aspectRatios)) {
    const [across = 0, down = 0] = ratio.split(':').map(Number)
    expect(width / height / (across / down)).toBeCloseTo(1, 1)
  }
})

test('only the table’s names are models', () => {
  expect(isModelId('gemini-2.5-flash-image')).toBe(true)
  expect(isModelId('toString')).toBe(false)
  expect(isModelId(1)).toBe(false)
})
