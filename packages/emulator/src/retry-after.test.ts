import { expect, test, vi } from 'vitest'
import { retryAfterHeader } from './retry-after.ts'

test.each([
  ['seconds', '34'],
  ['imf-fixdate', 'Sun, 01 Nov 2026 12:00:34 GMT'],
  ['rfc850', 'Sunday, 01-Nov-26 12:00:34 GMT'],
  ['asctime', 'Sun Nov  1 12:00:34 2026'],
] as const)('a time ahead is written as %s', (as, expected) => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 1, 12) })
  try {
    expect(retryAfterHeader({ inMs: 33_400, as })).toEqual({ 'retry-after': expected })
  } finally {
    vi.useRealTimers()
  }
})

test('a text is sent as it is, and nothing when there is none', () => {
  expect(retryAfterHeader('soon')).toEqual({ 'retry-after': 'soon' })
  expect(retryAfterHeader(undefined)).toEqual({})
})
