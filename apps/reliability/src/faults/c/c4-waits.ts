import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { ImageStreamError } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { finish, picture, pngBytes, sse } from '../../../../../packages/core/test/wire.ts'
import { sharedPath } from '../../../../../scripts/shared-folder.ts'
import { fakeEpoch, installFakeClock } from '../../fake-clock.ts'
import type { Fault, FaultCase } from '../../fault.ts'
import { expectError, expectSuccess, observeRun, secretKey, type ObservedRun } from '../../observe-run.ts'
import { refuse, type Refusal } from '../../refusal.ts'

/** Longer waits are left to the user, in milliseconds. */
const maxWaitMs = 60_000
/** Added to every wait at most, in milliseconds. */
const jitterMs = 1_000
/** What is waited for when nothing, or nothing that can be read, is said. In milliseconds. */
const ownWaitMs = { 429: 60_000, 503: 5_000 } as const

/** How long a refused call is to be waited for: milliseconds, or nothing that helps. */
type Asked = number | 'own' | 'for ever'

export const waits: Fault = {
  id: 'C4',
  title: 'busy, or over a quota: waits as long as it is told to, up to a minute',
  *cases() {
    for (const status of [429, 503] as const) {
      for (const [form, asked] of forms) yield waitCase({ status, ...form }, asked)
      yield* vectors(status)
    }
    for (const quotaId of [
      'GenerateRequestsPerDayPerProjectPerModel',
      'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
    ])
      for (const retryDelay of ['0s', '34.4s'])
        yield waitCase({ status: 429, quotaId, retryDelay }, 'for ever')
    yield waitCase(
      { status: 429, message: 'Quota exceeded, limit: 0, model: x\nPlease retry in 40s.' },
      'for ever',
    )
    yield farFromGreenwich()
    yield waitCase(
      { status: 429, message: 'Quota exceeded, limit: 10, model: x\nPlease retry in 40.5s.' },
      40_500,
    )
  },
}

/** What may be said, and how long that is. What the API itself says wins over what something on the way may have added. */
const forms: readonly (readonly [Omit<Refusal, 'status'>, Asked])[] = [
  [{}, 'own'],
  [{ retryAfter: '7' }, 7_000],
  [{ retryAfter: '60' }, 60_000],
  [{ retryAfter: '61' }, 61_000],
  [{ retryDelay: '7s' }, 7_000],
  [{ retryDelay: '60s' }, 60_000],
  [{ retryDelay: '60.001s' }, 60_001],
  [{ retryAfter: '3', retryDelay: '7s' }, 7_000],
  [{ retryAfter: '3600', retryDelay: '7s' }, 7_000],
]

function* vectors(status: Refusal['status']): Generator<FaultCase> {
  for (const { value, ms } of vectorsOf('http/retry-after.json'))
    yield waitCase({ status, retryAfter: value }, ms === 'cap' ? Infinity : (ms ?? 'own'))
  for (const { value, ms } of vectorsOf('http/retry-info-duration.json'))
    yield waitCase({ status, retryDelay: value }, ms === 'cap' ? Infinity : (ms ?? 'own'))
}

function vectorsOf(name: string): readonly { readonly value: string; readonly ms: number | 'cap' | null }[] {
  const path = sharedPath(`vectors/${name}`)
  if (path === null) return []
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly cases: ReturnType<typeof vectorsOf> }).cases
}

function waitCase(refusal: Refusal, asked: Asked): FaultCase {
  const { status, ...said } = refusal
  return {
    name: `${status} ${JSON.stringify(said)}`,
    isAlone: true,
    async run() {
      const clock = installFakeClock()
      try {
        let calls = 0
        const fetch = (): Promise<Response> => {
          calls += 1
          return Promise.resolve(calls === 1 ? refuse(refusal) : answer())
        }
        const transport = gemini({ apiKey: secretKey, fetch })
        const run = await clock.until(observeRun('A fox', { transport }), 10 * maxWaitMs)
        const waitMs = asked === 'own' ? ownWaitMs[status] : asked
        if (typeof waitMs === 'number' && waitMs <= maxWaitMs) expectWaited(run, calls, clock.now, waitMs)
        else expectRefused(run, calls, clock.now, refusal, waitMs)
      } finally {
        clock.restore()
      }
    },
  }
}

/** The oldest of the three forms names no zone, and is in GMT all the same. */
function farFromGreenwich(): FaultCase {
  const { name, run } = waitCase({ status: 429, retryAfter: 'Sun Nov 22 12:00:30 2026' }, 30_000)
  return {
    name: `${name}, in New York`,
    isAlone: true,
    async run() {
      const { TZ } = process.env
      process.env['TZ'] = 'America/New_York'
      try {
        await run()
      } finally {
        if (TZ === undefined) delete process.env['TZ']
        else process.env['TZ'] = TZ
      }
    },
  }
}

function expectWaited(run: ObservedRun, calls: number, passedMs: number, waitMs: number): void {
  expectSuccess(run)
  assert.equal(calls, 2)
  assert.ok(passedMs >= waitMs && passedMs <= waitMs + jitterMs, `waited ${passedMs} ms, not ${waitMs} ms`)
  const told = run.events.filter((event) => event.type === 'wait')
  assert.deepEqual(
    told.map(({ retryAt }) => retryAt === null),
    [false, true],
    'the wait is told, and its end',
  )
  assert.ok(Math.abs((told[0]?.retryAt ?? 0) - fakeEpoch - passedMs) <= 1, 'and how long it is')
}

function expectRefused(
  run: ObservedRun,
  calls: number,
  passedMs: number,
  { status }: Refusal,
  waitMs: number | 'for ever',
): void {
  const error = expectError(run, {
    code: status === 429 ? 'quota' : 'overloaded',
    billed: 'no',
    httpStatus: status,
  })
  assert.deepEqual([calls, passedMs], [1, 0], 'said at once, and not asked again')
  const retryAt = retryAtOf(error)
  if (waitMs === 'for ever') return assert.equal(retryAt, null, 'waiting does not help')
  assert.ok(retryAt !== null && retryAt > fakeEpoch + maxWaitMs, `come back at ${retryAt}`)
  if (Number.isFinite(waitMs)) assert.equal(retryAt, fakeEpoch + waitMs)
}

function retryAtOf(error: ImageStreamError): number | null {
  return error.code === 'quota' || error.code === 'overloaded' ? error.retryAt : null
}

function answer(): Response {
  return new Response(sse(picture(pngBytes(8, 6)), finish('STOP')))
}
