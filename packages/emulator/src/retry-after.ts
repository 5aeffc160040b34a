import type { RetryAfter } from './fault-switches.ts'

/** The header, when there is one. */
export function retryAfterHeader(retryAfter: string | RetryAfter | undefined): Record<string, string> {
  if (retryAfter === undefined) return {}
  const value = typeof retryAfter === 'string' ? retryAfter : written(retryAfter)
  return { 'retry-after': value }
}

/** Seconds from now, or the date in one of the forms that a client must read (RFC 9110 5.6.7). */
function written({ inMs, as = 'seconds' }: RetryAfter): string {
  if (as === 'seconds') return String(Math.ceil(inMs / 1000))
  const date = new Date(Math.ceil((Date.now() + inMs) / 1000) * 1000)
  const [weekday = '', day = '', month = '', year = '', time = ''] = date.toUTCString().split(/,? /)
  switch (as) {
    case 'imf-fixdate':
      return date.toUTCString()
    case 'rfc850':
      return `${LONG_WEEKDAYS[date.getUTCDay()]}, ${day}-${month}-${year.slice(-2)} ${time} GMT`
    case 'asctime':
      return `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`
    default:
      return as satisfies never
  }
}

const LONG_WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
