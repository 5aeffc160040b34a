import assert from 'node:assert/strict'
import type { Billed, ErrorCode } from '@image-stream/core'
import type { Switches } from '@image-stream/emulator'
import type { Fault } from '../../fault.ts'
import { expectOneCall, openEndpoint } from '../../gemini-endpoint.ts'
import { expectError, expectSuccess, type ExpectedError } from '../../observe-run.ts'

/** What a finish reason comes to with a picture, and without one. */
type Outcome = 'success' | 'no-image' | 'blocked-result' | 'blocked-prompt'

const finishReasons: readonly (readonly [reason: string, withPicture: Outcome, without: Outcome])[] = [
  ['STOP', 'success', 'no-image'],
  ['MAX_TOKENS', 'success', 'no-image'],
  ['NO_IMAGE', 'success', 'no-image'],
  ['IMAGE_OTHER', 'success', 'no-image'],
  ['OTHER', 'success', 'no-image'],
  ['LANGUAGE', 'success', 'no-image'],
  ['MALFORMED_FUNCTION_CALL', 'success', 'no-image'],
  ['UNEXPECTED_TOOL_CALL', 'success', 'no-image'],
  ['TOO_MANY_TOOL_CALLS', 'success', 'no-image'],
  ['MALFORMED_RESPONSE', 'success', 'no-image'],
  ['CONTINUATION', 'success', 'no-image'],
  ['A_REASON_FROM_THE_FUTURE', 'success', 'no-image'],
  ['IMAGE_SAFETY', 'blocked-result', 'blocked-result'],
  ['IMAGE_PROHIBITED_CONTENT', 'blocked-result', 'blocked-result'],
  ['IMAGE_RECITATION', 'blocked-result', 'blocked-result'],
  ['SAFETY', 'blocked-prompt', 'blocked-prompt'],
  ['PROHIBITED_CONTENT', 'blocked-prompt', 'blocked-prompt'],
  ['BLOCKLIST', 'blocked-prompt', 'blocked-prompt'],
  ['SPII', 'blocked-prompt', 'blocked-prompt'],
  ['RECITATION', 'blocked-prompt', 'blocked-prompt'],
]

const blockReasons = [
  'SAFETY',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'IMAGE_SAFETY',
  'MODEL_ARMOR',
  'JAILBREAK',
]

/** Default values of the enum, which are no blocks. */
const noBlocks = ['', 'BLOCK_REASON_UNSPECIFIED', 'BLOCKED_REASON_UNSPECIFIED']

export const endings: Fault = {
  id: 'B9',
  title: 'every finish reason and every block reason, with and without a picture',
  async *cases(context) {
    const endpoint = await openEndpoint(context)

    for (const [finishReason, withPicture, without] of finishReasons)
      for (const images of [1, 0]) {
        const outcome = images === 1 ? withPicture : without
        yield {
          name: `${finishReason} ${images === 1 ? 'with' : 'without'} a picture: ${outcome}`,
          async run() {
            const run = await endpoint.ask({ finishReason, images })
            expectOneCall(run)
            if (outcome === 'success') {
              assert.equal(expectSuccess(run).finishReason, finishReason)
              return
            }
            const error = expectError(run, toExpected(outcome, finishReason))
            assert.equal(error.partial.images.length, images, 'a picture that came is kept apart')
            if (error.code === 'blocked') assert.equal(`blocked-${error.subject}`, outcome)
          },
        }
      }

    for (const blockReason of blockReasons)
      for (const images of [0, 1])
        yield {
          name: `block reason ${blockReason}, ${images === 1 ? 'after a picture' : 'at once'}`,
          async run() {
            const run = await endpoint.ask({ blockReason, images })
            expectOneCall(run)
            const error = expectError(run, { code: 'blocked', reason: blockReason })
            // Drawn, then held back.
            const isResult = blockReason.startsWith('IMAGE_') && images === 1
            assert.equal(error.code === 'blocked' && error.subject, isResult ? 'result' : 'prompt')
            assert.equal(error.partial.images.length, images)
          },
        }

    for (const blockReason of noBlocks)
      yield {
        name: `block reason ${JSON.stringify(blockReason)} beside a picture is none`,
        run: async () => void expectSuccess(await endpoint.ask({ blockReason, images: 1 })),
      }

    const others: Readonly<
      Record<string, { readonly switches: Switches; readonly expected: number | ErrorCode }>
    > = {
      'a finish reason before the second picture': { switches: { closer: 'early', images: 2 }, expected: 2 },
      'a finish reason before the tenth picture': { switches: { closer: 'early', images: 10 }, expected: 10 },
      'no finish reason at all': { switches: { closer: 'missing' }, expected: 'truncated' },
      'STOP without parts': { switches: { images: 0, closer: 'role-only' }, expected: 'no-image' },
      'STOP with an empty text': { switches: { images: 0, closer: 'empty-text' }, expected: 'no-image' },
      'STOP with a signature only': { switches: { images: 0, closer: 'signature' }, expected: 'no-image' },
    }
    for (const [name, { switches, expected }] of Object.entries(others))
      yield {
        name,
        async run() {
          const run = await endpoint.ask(switches)
          expectOneCall(run)
          if (typeof expected === 'number') expectSuccess(run, expected)
          else expectError(run, { code: expected })
        },
      }
  },
}

/** The API says of what it did not draw that it is not charged; only then nothing is. */
const unpaid: ReadonlySet<string> = new Set(['IMAGE_OTHER', 'IMAGE_SAFETY', 'IMAGE_PROHIBITED_CONTENT'])

function toExpected(outcome: Exclude<Outcome, 'success'>, reason: string): ExpectedError {
  const code = outcome === 'no-image' ? 'no-image' : 'blocked'
  const billed: { readonly billed?: Billed } = unpaid.has(reason) ? { billed: 'no' } : {}
  return { code, reason, ...billed }
}
