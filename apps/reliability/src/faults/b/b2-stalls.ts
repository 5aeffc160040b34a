import assert from 'node:assert/strict'
import type { ErrorCode } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import type { Moment } from '@image-stream/emulator'
import {
  finish,
  picture,
  pngBytes,
  sse,
  thought,
  usageMetadata,
} from '../../../../../packages/core/test/wire.ts'
import { installFakeClock } from '../../fake-clock.ts'
import type { Fault, FaultCase } from '../../fault.ts'
import { expectOneCall, openEndpoint } from '../../gemini-endpoint.ts'
import { expectError, expectSuccess, observeRun, secretKey, type ObservedRun } from '../../observe-run.ts'
import { scriptedAnswer } from '../../scripted-answer.ts'

/** To Gemini, in milliseconds (DESIGN section 5 rule 4), and how exactly they are kept. */
const limits = { firstEventMs: 120_000, idleMs: 150_000, totalMs: 300_000 }
const slackMs = 1_000
/** How long a stream may stay open behind a finish reason and whole pictures. */
const graceMs = 5_000

const drawn = sse(picture(pngBytes(64, 48, 4_000)))
const thinking = sse(thought('I see a fox.'))

interface Stall {
  readonly sent: string
  readonly headers?: 'never'
  readonly limit: keyof typeof limits | 'grace'
  /** @defaultValue `'stalled'`, or a success after the grace */
  readonly code?: ErrorCode
}

/** What had come when the silence began, and the limit that ends it. */
const stalls: Readonly<Record<string, Stall>> = {
  'before the headers': { sent: '', headers: 'never', limit: 'firstEventMs' },
  'before the first byte': { sent: '', limit: 'firstEventMs' },
  'after a comment': { sent: ': ok\r\n\r\n', limit: 'idleMs' },
  'while thinking': { sent: thinking, limit: 'idleMs' },
  'in the middle of a picture': { sent: drawn.slice(0, 3_000), limit: 'idleMs' },
  'after the picture': { sent: thinking + drawn, limit: 'idleMs' },
  // Whole as it is: more could have come, and did not.
  'after a finish reason and no picture': { sent: sse(finish('STOP')), limit: 'idleMs', code: 'no-image' },
  'after the finish reason': { sent: drawn + sse({ ...finish('STOP'), usageMetadata }), limit: 'grace' },
  'after the finish reason, usage to come': { sent: drawn + sse(finish('STOP')), limit: 'grace' },
  'after the finish reason, in a second picture': {
    sent: drawn + sse(finish('STOP')) + drawn.slice(0, 3_000),
    limit: 'idleMs',
  },
}

/** Over a real socket, under limits that a test can wait for. In milliseconds. */
const shortMs = 2_000

const moments: Readonly<Partial<Record<Moment & string, 'stalled' | 'success'>>> = {
  headers: 'stalled',
  start: 'stalled',
  thinking: 'stalled',
  picture: 'stalled',
  'after-picture': 'stalled',
  'after-finish': 'success',
}

export const stallsEverywhere: Fault = {
  id: 'B2',
  title: 'silence without an end, at every point of the answer',
  async *cases(context) {
    for (const [name, stall] of Object.entries(stalls)) yield onFakeClock(name, stall)
    const endpoint = await openEndpoint(context)
    // The first picture takes longer to draw than silence is borne here.
    expectSuccess(await endpoint.ask({}))
    for (const [at, outcome] of Object.entries(moments) as [Moment & string, string][])
      yield {
        name: `over a real socket: ${at}`,
        async run() {
          const timeout = { firstEventMs: shortMs, idleMs: shortMs }
          const run = await endpoint.ask(
            { silence: { at }, usage: 'separate', pace: 'instant' },
            { transport: { timeout } },
          )
          if (outcome === 'success') expectWithoutUsage(run)
          else expectError(run, { code: 'stalled', billed: 'maybe' })
          expectOneCall(run)
          const [call] = await run.whenClosed()
          assert.equal(call?.outcome, 'closed', 'the socket is closed')
        },
      }
  },
}

function onFakeClock(name: string, { sent, headers, limit, code = 'stalled' }: Stall): FaultCase {
  return {
    name,
    isAlone: true,
    async run() {
      const clock = installFakeClock()
      try {
        const answer = scriptedAnswer(
          [...(sent === '' ? [] : [{ send: sent }]), 'hang'],
          headers ? { headers } : {},
        )
        const transport = gemini({ apiKey: secretKey, fetch: answer.fetch })
        const run = await clock.until(observeRun('A fox', { transport }), 2 * limits.totalMs)
        const expectedMs = limit === 'grace' ? graceMs : limits[limit]
        assert.ok(Math.abs(clock.now - expectedMs) <= slackMs, `it ended after ${clock.now} ms`)
        if (limit === 'grace') expectSuccess(run)
        else expectError(run, { code, billed: 'maybe' })
        assert.deepEqual([answer.calls, answer.closed], [1, 1], 'asked once, and closed')
      } finally {
        clock.restore()
      }
    },
  }
}

function expectWithoutUsage(run: ObservedRun): void {
  const { usage, warnings } = expectSuccess(run)
  assert.equal(usage, null)
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['usage-unknown'],
  )
}
