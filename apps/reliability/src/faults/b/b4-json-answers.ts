import assert from 'node:assert/strict'
import type { ErrorCode } from '@image-stream/core'
import type { Switches } from '@image-stream/emulator'
import type { Fault } from '../../fault.ts'
import { expectOneCall, openEndpoint } from '../../gemini-endpoint.ts'
import { expectError, expectSuccess } from '../../observe-run.ts'

/** An error object under a good status. */
const errors: readonly (readonly [code: number, status: string, expected: ErrorCode])[] = [
  [400, 'INVALID_ARGUMENT', 'invalid-input'],
  [403, 'PERMISSION_DENIED', 'misconfigured'],
  [429, 'RESOURCE_EXHAUSTED', 'quota'],
  [500, 'INTERNAL', 'upstream'],
  [503, 'UNAVAILABLE', 'overloaded'],
]

/** Whole answers that are no event streams. */
const answers: Readonly<Record<string, { readonly switches: Switches; readonly images: number }>> = {
  'a JSON array': { switches: { format: 'json-array' }, images: 1 },
  'a JSON array of two pictures': { switches: { format: 'json-array', images: 2 }, images: 2 },
  'one JSON object': { switches: { format: 'single-json' }, images: 1 },
  'one JSON object of two pictures and text': {
    switches: { format: 'single-json', images: 2, text: 'interleaved' },
    images: 2,
  },
}

export const jsonAnswers: Fault = {
  id: 'B4',
  title: 'JSON in place of an event stream: errors, an array, one object',
  sampleSize: 14,
  async *cases(context) {
    const endpoint = await openEndpoint(context)
    for (const [code, status, expected] of errors)
      for (const isInArray of [false, true])
        yield {
          name: `200 with ${status}${isInArray ? ' in an array' : ''}`,
          async run() {
            const envelope = { error: { code, status, message: 'So says the API.' } }
            const body = `${JSON.stringify(isInArray ? [envelope] : envelope, null, 2)}\n`
            const headers = { 'content-type': 'application/json' }
            const run = await endpoint.ask({ response: { status: 200, headers, body } })
            const error = expectError(run, { code: expected, reason: status })
            assert.equal(error.detail, 'So says the API.')
            expectOneCall(run)
          },
        }
    for (const [name, { switches, images }] of Object.entries(answers))
      yield {
        name: `200 with ${name}`,
        async run() {
          const run = await endpoint.ask(switches)
          const { cost, thoughts } = expectSuccess(run, images)
          assert.ok(cost && cost.usd > 0, 'the cost is known')
          assert.notEqual(thoughts, '')
          expectOneCall(run)
        },
      }
  },
}
