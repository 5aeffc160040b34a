import { describe, expect, test } from 'vitest'
import { origin, readError, readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'

const other = 'https://evil.example'
const listed = 'https://partner.example'

/** Header by header as browsers and others send them; `null` is a header that is not there. */
const table: readonly (readonly [
  who: string,
  origin: string | null,
  site: string | null,
  passes: boolean,
])[] = [
  ['a page of this origin', origin, 'same-origin', true],
  [
    'a page of this origin behind a proxy that changed host and scheme',
    'https://public.example',
    'same-origin',
    true,
  ],
  ['a page of this origin on plain HTTP', origin, null, true],
  ['a page of this origin without Origin', null, 'same-origin', true],
  ['a visitor of the address itself', null, 'none', true],
  ['curl, or a server', null, null, true],
  ['a listed origin', listed, 'cross-site', true],
  ['a listed origin on plain HTTP', listed, null, true],
  ['another site', other, 'cross-site', false],
  ['another site on plain HTTP', other, null, false],
  ['a sister site', 'https://blog.app.example', 'same-site', false],
  ['another site that hides its origin', null, 'cross-site', false],
  ['a sandboxed frame', 'null', 'cross-site', false],
  ['a sandboxed frame on plain HTTP', 'null', null, false],
  ['another scheme', 'http://app.example', null, false],
  ['another port', 'https://app.example:8443', null, false],
  ['an origin that begins like this one', 'https://app.example.evil.example', null, false],
  ['an origin that begins like a listed one', `${listed}.evil.example`, 'cross-site', false],
  ['a listed origin in capitals', listed.toUpperCase(), 'cross-site', false],
  ['a word that no browser sends', null, 'friendly', false],
]

function headersOf(from: string | null, site: string | null): Record<string, string> {
  return { ...(from !== null && { origin: from }), ...(site !== null && { 'sec-fetch-site': site }) }
}

function request(method: string, from: string | null, site: string | null): Request {
  const asked = runRequest({ method })
  asked.headers.delete('origin')
  asked.headers.delete('sec-fetch-site')
  for (const [name, value] of Object.entries(headersOf(from, site))) asked.headers.set(name, value)
  return asked
}

describe.each(['GET', 'POST', 'DELETE'] as const)('T13 %s', (method) => {
  // Nothing is kept here, so there is nothing to come back to.
  const okStatus = { GET: 404, POST: 200, DELETE: 204 }[method]
  test.each(table)('%s (Origin %s, Sec-Fetch-Site %s): %s', async (_who, from, site, passes) => {
    const { relay, emulator } = relayUnderTest({ allowedOrigins: [listed] })
    const response = await relay(request(method, from, site))
    expect(response.headers.get('vary')).toBe('Origin')
    expect(response.headers.get('access-control-allow-origin')).toBe(from === listed ? listed : null)
    const answer = await response.text()
    expect(response.status).toBe(passes ? okStatus : 403)
    expect(answer.includes('"code":"relay"')).toBe(!passes)
    expect(emulator.ledger.requests).toBe(passes && method === 'POST' ? 1 : 0)
  })
})

test('T14 nobody is allowed from elsewhere unless they are listed', async () => {
  const { relay } = relayUnderTest()
  expect((await relay(request('POST', listed, 'cross-site'))).status).toBe(403)
})

describe('T14 a preflight', () => {
  const preflight = (from: string): Request =>
    runRequest({
      method: 'OPTIONS',
      key: null,
      headers: {
        origin: from,
        'sec-fetch-site': 'cross-site',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'idempotency-key, X-Csrf,bad name,x\u00e9',
      },
    })

  test('of a listed origin is told what it may send', async () => {
    const { relay } = relayUnderTest({ allowedOrigins: [listed] })
    const response = await relay.OPTIONS(preflight(listed))
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toEqual({
      allow: 'GET, POST, DELETE, OPTIONS',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'idempotency-key, x-csrf',
      'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
      'access-control-allow-origin': listed,
      'access-control-expose-headers': 'Retry-After',
      'access-control-max-age': '600',
      'cache-control': 'private, no-store',
      vary: 'Origin',
    })
  })

  test('of another origin is refused, with nothing that a browser would take for a yes', async () => {
    const { relay } = relayUnderTest({ allowedOrigins: [listed] })
    const response = await relay.OPTIONS(preflight(other))
    expect(response.status).toBe(403)
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

test('T14 a page of a listed origin can read a refusal too', async () => {
  const { relay } = relayUnderTest({ allowedOrigins: [listed], authorize: () => null })
  const response = await relay(request('POST', listed, 'cross-site'))
  expect(response.status).toBe(401)
  expect(response.headers.get('access-control-allow-origin')).toBe(listed)
})

test.each([
  ['missing', null],
  ['too short', 'abc'],
  ['too long', 'a'.repeat(23)],
  ['of other characters', '!'.repeat(22)],
  ['two keys in one', `${'a'.repeat(22)}, ${'b'.repeat(22)}`],
])('the idempotency key must be there and in its form: %s', async (_name, key) => {
  for (const method of ['POST', 'DELETE']) {
    const { relay, emulator } = relayUnderTest()
    const response = await relay(runRequest({ method, key }))
    expect(await readError(response)).toMatchObject({ status: 400, code: 'relay' })
    expect(emulator.ledger.requests).toBe(0)
  }
})

test.each(['gzip', 'br', 'deflate', 'zstd', 'gzip, identity'])(
  'T10 a request in %s is not unpacked',
  async (encoding) => {
    const { relay, emulator } = relayUnderTest()
    const response = await relay(runRequest({ headers: { 'content-encoding': encoding } }))
    expect(await readError(response)).toMatchObject({ status: 415, code: 'relay' })
    expect(emulator.ledger.requests).toBe(0)
  },
)

test('identity is no encoding', async () => {
  const { relay } = relayUnderTest()
  const events = await readWire(await relay(runRequest({ headers: { 'content-encoding': 'identity' } })))
  expect(events.at(-1)).toMatchObject({ type: 'done' })
})
