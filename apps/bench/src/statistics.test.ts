import { expect, test } from 'vitest'
import { mean, median, pairedRatio, spreadOf } from './statistics.ts'

test('the median of an odd number of values is the middle one', () => {
  expect(median([9, 1, 5])).toBe(5)
})

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([10, 1, 2, 4])).toBe(3)
})

test('numbers are sorted as numbers', () => {
  expect(median([10, 9, 100])).toBe(10)
})

test('no values have no median', () => {
  expect(() => median([])).toThrow(RangeError)
})

test('the mean weighs every value', () => {
  expect(mean([1, 2, 6])).toBe(3)
})

test('a spread holds the least and the most', () => {
  expect(spreadOf([3, 8, 4])).toEqual({ median: 4, low: 3, high: 8 })
})

test('a round that was slow for both does not change the ratio', () => {
  expect(pairedRatio([1, 10, 1], [2, 20, 4])).toEqual({ median: 0.5, low: 0.25, high: 0.5 })
})

test('a ratio needs both values of each round', () => {
  expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError)
})
