/** The longest duration that Google's APIs can write, and the longest that is read. In milliseconds: 10,000 years. */
const maxWaitMs = 315_576_000_000_000

/**
 * A `Retry-After` header as milliseconds from `now`, or null when it is neither seconds nor a date (RFC 9110 10.2.3).
 * `Date.parse` would read dates in no form of HTTP's, some of them as local time.
 */
export function parseRetryAfter(header: string, now: number): number | null {
  const value = header.trim()
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, maxWaitMs)
  const date = parseHttpDate(value, now)
  return date === null ? null : Math.max(0, date - now)
}

/** A protobuf `Duration` as JSON writes it (`34.4s`), in whole milliseconds, or null when it is none or negative. */
export function parseDuration(text: string): number | null {
  const seconds = /^(\d{1,12}(?:\.\d{1,9})?)s$/.exec(text)?.[1]
  if (seconds === undefined) return null
  const ms = Math.round(Number(seconds) * 1000)
  return ms <= maxWaitMs ? ms : null
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** RFC 9110 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, and its two obsolete forms, which must be read as well. */
const httpDates: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
]

function parseHttpDate(text: string, now: number): number | null {
  for (const form of httpDates) {
    const { day = '', month = '', year = '', time = '' } = form.exec(text)?.groups ?? {}
    const monthIndex = months.indexOf(month)
    if (monthIndex === -1) continue
    const [hours, minutes, seconds] = time.split(':').map(Number)
    return Date.UTC(wholeYear(year, now), monthIndex, Number(day), hours, minutes, seconds)
  }
  return null
}

/** Two digits are of this century, unless that is more than 50 years ahead. */
function wholeYear(year: string, now: number): number {
  if (year.length > 2) return Number(year)
  const thisYear = new Date(now).getUTCFullYear()
  const inThisCentury = thisYear - (thisYear % 100) + Number(year)
  return inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury
}
