import assert from 'node:assert/strict'
import { gemini } from '@image-stream/core/gemini'
import { finish, picture, pngBytes, sse, thought } from '../../../../../packages/core/test/wire.ts'
import { fakeEpoch, installFakeClock } from '../../fake-clock.ts'
import type { Fault } from '../../fault.ts'
import { observeRun, secretKey } from '../../observe-run.ts'
import { refuse } from '../../refusal.ts'
import { scriptedAnswer, type AnswerStep } from '../../scripted-answer.ts'

const jumpsMs = { 'an hour forward': 3_600_000, 'an hour back': -3_600_000, 'a second back': -1_000 } as const

const drawn = sse(picture(pngBytes(8, 6)), finish('STOP'))

interface Wait {
  /** What the call meets. */
  readonly fetch: () => (request: Request) => Promise<Response>
  /** How it ends, and how long after it began: at least and at most, in milliseconds. */
  readonly ends: 'success' | 'stalled' | 'timeout'
  readonly fromMs: number
  readonly toMs: number
}

/** Every wait that there is. The clock jumps three seconds into each. */
const waits: Readonly<Record<string, Wait>> = {
  'the first byte': stall([], 'never', 'stalled', 120_000),
  'more thoughts': stall([{ send: sse(thought('Hm.')) }, 'hang'], 'at once', 'stalled', 150_000),
  'the end of a run': stall(slowly(), 'at once', 'timeout', 300_000),
  'what follows the finish reason': stall([{ send: drawn }, 'hang'], 'at once', 'success', 5_000),
  'a model that is busy': retried(() => refuse({ status: 503, retryDelay: '20s' }), 20_000),
  'a quota, by seconds': retried(() => refuse({ status: 429, retryAfter: '20' }), 20_000),
  'a quota, by a date': retried(
    () => refuse({ status: 429, retryAfter: 'Sun, 22 Nov 2026 12:00:20 GMT' }),
    20_000,
  ),
}

export const clockJumps: Fault = {
  id: 'C8',
  title: 'the clock is set while something is waited for',
  *cases() {
    for (const [name, wait] of Object.entries(waits))
      for (const [jump, byMs] of Object.entries(jumpsMs))
        yield {
          name: `${jump}, waiting for ${name}`,
          isAlone: true,
          async run() {
            const clock = installFakeClock()
            try {
              assert.equal(Date.now(), fakeEpoch)
              const transport = gemini({ apiKey: secretKey, fetch: wait.fetch() })
              const running = observeRun('A fox', { transport })
              await clock.advance(3_000)
              clock.jump(byMs)
              const run = await clock.until(running, 600_000)
              assert.equal(run.success ? 'success' : run.error?.code, wait.ends)
              const { fromMs, toMs } = wait
              assert.ok(clock.now >= fromMs && clock.now <= toMs, `it ended after ${clock.now} ms`)
            } finally {
              clock.restore()
            }
          },
        }
  },
}

/** Silence that a limit ends, to the second. */
function stall(
  steps: Iterable<AnswerStep>,
  headers: 'at once' | 'never',
  ends: Wait['ends'],
  atMs: number,
): Wait {
  const script = [...steps]
  return { fetch: () => scriptedAnswer(script, { headers }).fetch, ends, fromMs: atMs, toMs: atMs + 1_000 }
}

/** A wait that the API asks for, with the jitter that is added to it. */
function retried(refusal: () => Response, waitMs: number): Wait {
  return {
    fetch() {
      let calls = 0
      return () => Promise.resolve((calls += 1) === 1 ? refusal() : new Response(drawn))
    },
    ends: 'success',
    fromMs: waitMs,
    toMs: waitMs + 1_000,
  }
}

function* slowly(): Generator<AnswerStep> {
  for (let second = 0; second < 400; second += 1) {
    yield { send: sse(thought('Hm. ')) }
    yield { waitMs: 1_000 }
  }
}
