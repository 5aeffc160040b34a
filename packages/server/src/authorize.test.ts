import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readError, readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { allowAnyone, type Authorization } from './index.ts'

function inProduction(): void {
  vi.stubEnv('NODE_ENV', 'production')
  onTestFinished(() => void vi.unstubAllEnvs())
}

describe('T1 without authorize', () => {
  test('development has one owner', async () => {
    const { relay } = relayUnderTest()
    expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({ type: 'done' })
  })

  test.each(['POST', 'DELETE'])(
    'production refuses every %s, and says in the log what to do',
    async (method) => {
      inProduction()
      const { relay, emulator, reported } = relayUnderTest()
      const error = await readError(await relay(runRequest({ method })))
      expect(error).toMatchObject({ status: 500, code: 'misconfigured' })
      expect(error.message).not.toContain('authorize')
      expect(String(reported[0]?.cause)).toContain('allowAnyone')
      expect(emulator.ledger.requests).toBe(0)
    },
  )

  test('a runtime without an environment counts as production', async () => {
    vi.stubGlobal('process', undefined)
    const { relay } = relayUnderTest()
    const { status } = await relay(runRequest())
    vi.unstubAllGlobals()
    expect(status).toBe(500)
  })

  test('so does a worker that has one', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
    const { relay } = relayUnderTest()
    const { status } = await relay(runRequest())
    vi.unstubAllGlobals()
    expect(status).toBe(500)
  })

  test('production draws for everybody when that is written out', async () => {
    inProduction()
    const { relay } = relayUnderTest({ authorize: allowAnyone })
    expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({ type: 'done' })
  })
})

const nobody: readonly unknown[] = [null, undefined, '']
const nonsense: readonly unknown[] = [
  42,
  true,
  {},
  [],
  { owner: '' },
  { owner: 7 },
  { owner: null },
  Symbol('x'),
  () => 'ann',
]

describe.each(['POST', 'DELETE'])('T1 what authorize says to a %s', (method) => {
  test.each(nobody)('%s is nobody: 401', async (answer) => {
    const { relay, emulator, reported } = relayUnderTest({ authorize: () => answer as Authorization })
    expect(await readError(await relay(runRequest({ method })))).toMatchObject({
      status: 401,
      code: 'unauthorized',
    })
    expect(emulator.ledger.requests).toBe(0)
    expect(reported).toEqual([])
  })

  test.each(nonsense)('%s is no answer: closed', async (answer) => {
    const { relay, emulator } = relayUnderTest({ authorize: () => answer as Authorization })
    expect(await readError(await relay(runRequest({ method })))).toMatchObject({
      status: 500,
      code: 'misconfigured',
    })
    expect(emulator.ledger.requests).toBe(0)
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('database')
      },
    ],
    ['rejects', () => Promise.reject(new Error('database'))],
  ])('one that %s is closed, and its error goes to the log alone', async (_name, authorize) => {
    const { relay, emulator, reported } = relayUnderTest({ authorize })
    const response = await relay(runRequest({ method }))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('database')
    expect(reported[0]?.cause).toMatchObject({ cause: { message: 'database' } })
    expect(emulator.ledger.requests).toBe(0)
  })

  test('a Response is answered as it is', async () => {
    const { relay, emulator } = relayUnderTest({
      authorize: () => Response.redirect('https://app.example/login', 303),
    })
    const response = await relay(runRequest({ method }))
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('https://app.example/login')
    expect(emulator.ledger.requests).toBe(0)
  })
})

test('it is asked before a byte of the body is read', async () => {
  let pulled = 0
  const body = new ReadableStream({ pull: () => void (pulled += 1) }, { highWaterMark: 0 })
  const { relay } = relayUnderTest({ authorize: () => null })
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  expect((await relay(runRequest({ body, headers }))).status).toBe(401)
  expect(pulled).toBe(0)
})

test('it gets the request and what the framework knows', async () => {
  const { relay } = relayUnderTest({
    authorize: (request, context) => `${request.headers.get('x-user')} ${JSON.stringify(context)}`,
  })
  const response = await relay(runRequest({ headers: { 'x-user': 'ann' } }), { locals: 1 })
  expect((await readWire(response)).at(-1)).toMatchObject({ type: 'done' })
})

test('what a hook answers is kept by no cache, unless it says so', async () => {
  const answers = [new Response('no'), new Response('no', { headers: { 'cache-control': 'max-age=60' } })]
  const { relay } = relayUnderTest({ authorize: () => answers.shift() ?? null })
  const kept = async (): Promise<string | null> => (await relay(runRequest())).headers.get('cache-control')
  expect([await kept(), await kept()]).toEqual(['private, no-store', 'max-age=60'])
})

test('an answer that is given a second time is a typed error, and the handler never rejects', async () => {
  const shared = new Response('No.', { status: 403 })
  const { relay, reported } = relayUnderTest({ authorize: () => shared })
  expect(await (await relay(runRequest())).text()).toBe('No.')
  expect((await relay(runRequest())).status).toBe(500)
  expect(reported).toHaveLength(1)
})
