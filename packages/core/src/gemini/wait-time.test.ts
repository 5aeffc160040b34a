import { expect, onTestFinished, test } from 'vitest'
import { parseDuration, parseRetryAfter } from './wait-time.ts'

const now = Date.UTC(1994, 10, 6, 8, 49, 7)

test.each(['UTC', 'America/New_York', 'Asia/Kolkata'])(
  'the three forms of dates are in GMT, read in %s',
  (zone) => {
    const { TZ } = process.env
    process.env['TZ'] = zone
    onTestFinished(() => {
      if (TZ === undefined) delete process.env['TZ']
      else process.env['TZ'] = TZ
    })
    for (const date of [
      'Sun, 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun Nov  6 08:49:37 1994',
    ])
      expect(parseRetryAfter(date, now)).toBe(30_000)
  },
)

test('a year of two digits is never more than 50 years ahead', () => {
  const at = Date.UTC(2026, 10, 22)
  expect(parseRetryAfter('Sunday, 22-Nov-76 00:00:00 GMT', at)).toBe(Date.UTC(2076, 10, 22) - at)
  expect(parseRetryAfter('Tuesday, 22-Nov-77 00:00:00 GMT', at)).toBe(0)
})

test.each(['', 'soon', '-1', '1.5', '1e3', '0x10', '5, 7', '06 Nov 1994', '1994-11-06T08:49:37Z'])(
  'a Retry-After of %j says nothing',
  (value) => {
    expect(parseRetryAfter(value, now)).toBeNull()
  },
)

test('a wait is never longer than a date can be', () => {
  const wait = parseRetryAfter('9'.repeat(400), now)
  expect(new Date(now + (wait ?? Number.NaN)).getUTCFullYear()).toBe(11_995)
})

test.each([
  ['34.074824224s', 34_075],
  ['0.0004s', 0],
  ['315576000000s', 315_576_000_000_000],
  ['315576000000.001s', null],
  ['-1s', null],
  ['1.0000000001s', null],
  ['5m', null],
])('a duration of %s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})
