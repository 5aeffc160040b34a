import { expect } from 'vitest'
import { malformedHttp, type MalformedHttp } from '../../src/malformed-http.ts'
import type { Moment, RetryAfter } from '../../src/fault-switches.ts'
import type { Exchange } from '../exchange.ts'
import { chunksOf, isWhole, pairs, type Fault } from './fault.ts'

// Group C of the matrix: connections that break, and errors in place of an answer.

const resets: readonly Fault[] = (
  ['headers', 'start', 'thinking', 'picture', 'after-picture', 'after-finish'] as const
).map((at: Moment) => ({
  id: at === 'headers' ? 'C2' : 'C3',
  what: `reset at ${at}`,
  options: { cut: { at, how: 'reset' }, thoughts: 'always', usage: 'separate' },
  seen({ raw, code, status }) {
    expect(code).toBe('ECONNRESET')
    expect(at === 'headers' ? raw.length : status).toBe(at === 'headers' ? 0 : 200)
  },
}))

const inSeconds = /^\d+$/
const dates: Readonly<Record<NonNullable<RetryAfter['as']>, RegExp>> = {
  seconds: inSeconds,
  'imf-fixdate': /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/,
  rfc850: /^[A-Z][a-z]+day, \d\d-[A-Z][a-z]{2}-\d\d [\d:]{8} GMT$/,
  asctime: /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}$/,
}

function quota(
  what: string,
  error: object,
  retryAfter: string | RegExp | null,
  retryDelay: string | null,
): Fault {
  return {
    id: 'C4',
    what: `429: ${what}`,
    options: { error: { name: 429, ...error } },
    seen({ status, headers, body }) {
      expect(status).toBe(429)
      const sent = headers.get('retry-after')
      expect(sent).toEqual(retryAfter instanceof RegExp ? expect.stringMatching(retryAfter) : retryAfter)
      const told = /"retryDelay": "([^"]*)"/.exec(body.toString('utf8'))?.[1] ?? null
      expect(told).toBe(retryDelay)
    },
  }
}

const quotas: readonly Fault[] = [
  ...(['seconds', 'imf-fixdate', 'rfc850', 'asctime'] as const).map((as) =>
    quota(`Retry-After as ${as}`, { retryAfter: { inMs: 30_000, as } }, dates[as], null),
  ),
  ...['0', '1.5', '-1', 'soon', '5, 7', '0x10', '9'.repeat(30)].map((value) =>
    quota(`Retry-After "${value}"`, { retryAfter: value }, value, null),
  ),
  ...['34.4s', '0s', '-1s', '5m', ''].map((retryDelay) =>
    quota(`RetryInfo "${retryDelay}"`, { retryDelay }, null, retryDelay),
  ),
  quota('both', { retryAfter: '5', retryDelay: '20s' }, '5', '20s'),
  quota('by the minute', { name: 'quota-minute' }, null, '34.4s'),
  quota('by the day', { name: 'quota-day' }, null, null),
]

const statuses = [
  400, 401, 403, 404, 408, 409, 413, 415, 422, 425, 499, 500, 501, 502, 503, 504, 505, 520, 521, 522, 523,
  524, 525, 526, 527,
]

const bodies = {
  json: /^\{\n {2}"error": \{\n {4}"code": /,
  html: /^<!doctype html>/,
  text: /^\d{3} upstream error\n$/,
  empty: /^$/,
} as const

const httpErrors: readonly Fault[] = pairs(statuses, ['json', 'html', 'text', 'empty'] as const).map(
  ([name, body]) => ({
    id: 'C6',
    what: `${name} as ${body}`,
    options: { error: { name, body } },
    seen(exchange) {
      expect(exchange.status).toBe(name)
      expect(exchange.body.toString('utf8')).toMatch(bodies[body])
    },
  }),
)

const malformed: Readonly<Record<MalformedHttp, (exchange: Exchange) => void>> = {
  'bad-chunk-size': ({ raw }) => expect(raw.toString('latin1')).toContain('\r\nzz\r\n'),
  'length-too-long': ({ headers, body }) =>
    expect(Number(headers.get('content-length'))).toBe(body.length + 1_000),
  'length-too-short': ({ headers, body }) =>
    expect(Number(headers.get('content-length'))).toBe(Math.floor(body.length / 2)),
  'huge-header': (exchange) => {
    isWhole(exchange)
    expect(exchange.headers.get('x-padding')?.length).toBeGreaterThan(16 * 1024)
  },
  'http-0.9': (exchange) => {
    expect(exchange.raw.toString('latin1')).toMatch(/^data: \{/)
    expect(chunksOf(exchange).length).toBeGreaterThan(1)
  },
}

export const connectionFaults: readonly Fault[] = [
  ...resets,
  ...quotas,
  ...httpErrors,
  ...malformedHttp.map((http): Fault => ({ id: 'C7', what: http, options: { http }, seen: malformed[http] })),
]
