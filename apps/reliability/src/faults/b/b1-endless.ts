import assert from 'node:assert/strict'
import { gemini } from '@image-stream/core/gemini'
import { parts, sse, thought } from '../../../../../packages/core/test/wire.ts'
import { installFakeClock } from '../../fake-clock.ts'
import type { Fault } from '../../fault.ts'
import { expectError, observeRun, secretKey, type ObservedRun } from '../../observe-run.ts'
import { scriptedAnswer, type AnswerStep } from '../../scripted-answer.ts'

/** The deadline to Gemini, in milliseconds (DESIGN section 5 rule 4), and how exactly it is kept. */
const totalMs = 300_000
const slackMs = 1_000

/** Characters of thoughts, and of text, at most. */
const maxTextLength = 256 * 1024

const hourMs = 3_600_000

export const endless: Fault = {
  id: 'B1',
  title: 'an answer that never ends: thoughts, text, empty events',
  *cases() {
    yield deadline('a thought every second', sse(thought('Still thinking. ')))
    yield deadline('an empty event every second', sse(parts()))
    yield deadline('a comment every second', ': keep-alive\r\n\r\n')
    yield deadline('a thought every second, 180 s allowed', sse(thought('Still thinking. ')), 180_000)
    yield capped('thoughts without a pause', thought('x'.repeat(1_000)), 'thoughts')
    yield capped('text without a pause', parts({ text: 'x'.repeat(1_000) }), 'text')
  },
}

function deadline(name: string, event: string, limitMs = totalMs): ReturnType<typeof caseOf> {
  return caseOf(name, event, 1_000, limitMs, (run, passedMs) => {
    expectError(run, { code: 'timeout', phase: 'streaming', billed: 'maybe' })
    assert.ok(Math.abs(passedMs - limitMs) <= slackMs, `it ended after ${passedMs} ms`)
  })
}

function capped(name: string, chunk: object, field: 'thoughts' | 'text'): ReturnType<typeof caseOf> {
  return caseOf(name, sse(chunk), 10, totalMs, (run) => {
    const { partial } = expectError(run, { code: 'too-large', phase: 'streaming', billed: 'maybe' })
    const { length } = partial[field]
    assert.ok(length > 0.9 * maxTextLength && length <= maxTextLength, `${length} characters were kept`)
  })
}

function caseOf(
  name: string,
  event: string,
  everyMs: number,
  totalLimitMs: number,
  check: (run: ObservedRun, passedMs: number) => void,
) {
  return {
    name,
    isAlone: true,
    async run() {
      const clock = installFakeClock()
      try {
        const answer = scriptedAnswer(forEver([{ send: event }, { waitMs: everyMs }]))
        const timeout = totalLimitMs === totalMs ? {} : { timeout: { totalMs: totalLimitMs } }
        const transport = gemini({ apiKey: secretKey, fetch: answer.fetch, ...timeout })
        const run = await clock.until(observeRun('A fox', { transport }), hourMs)
        check(run, clock.now)
        assert.deepEqual([answer.calls, answer.closed], [1, 1], 'asked once, and closed')
      } finally {
        clock.restore()
      }
    },
  }
}

function* forEver(steps: readonly AnswerStep[]): Generator<AnswerStep> {
  for (;;) yield* steps
}
