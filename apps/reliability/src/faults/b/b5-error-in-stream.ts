import assert from 'node:assert/strict'
import type { ErrorCode } from '@image-stream/core'
import type { ErrorName } from '@image-stream/emulator'
import type { Fault } from '../../fault.ts'
import { expectOneCall, openEndpoint } from '../../gemini-endpoint.ts'
import { expectError } from '../../observe-run.ts'

const errors: readonly {
  readonly status: number
  readonly name: ErrorName
  readonly code: ErrorCode
  readonly reason: string
}[] = [
  { status: 400, name: 'invalid-argument', code: 'invalid-input', reason: 'INVALID_ARGUMENT' },
  { status: 403, name: 'missing-key', code: 'misconfigured', reason: 'PERMISSION_DENIED' },
  { status: 429, name: 'quota-minute', code: 'quota', reason: 'RESOURCE_EXHAUSTED' },
  { status: 500, name: 'internal', code: 'upstream', reason: 'INTERNAL' },
  { status: 503, name: 'overloaded', code: 'overloaded', reason: 'UNAVAILABLE' },
  { status: 504, name: 'deadline', code: 'upstream', reason: 'DEADLINE_EXCEEDED' },
]

/** Where it breaks off, and the pictures that were whole by then. */
const moments = { start: 0, thinking: 0, 'after-picture': 1, 'after-finish': 1 } as const

/** As an event, and as the bare object that the endpoint writes. */
const forms = ['framed', 'raw'] as const

/** Bytes of one read at most. */
const pieces = { whole: Infinity, 'split over chunks': 7 } as const

export const errorInStream: Fault = {
  id: 'B5',
  title: 'an error in the middle of the answer',
  async *cases(context) {
    const endpoint = await openEndpoint(context)
    for (const { status, name, code, reason } of errors)
      for (const [at, images] of Object.entries(moments) as [keyof typeof moments, number][])
        for (const as of forms)
          for (const [cut, pieceBytes] of Object.entries(pieces))
            yield {
              name: `${status} ${as} at ${at}, ${cut}`,
              async run() {
                const run = await endpoint.ask({ usage: 'separate', error: { name, at, as } }, { pieceBytes })
                const error = expectError(run, { code, reason, phase: 'streaming', billed: 'maybe' })
                assert.equal(error.partial.images.length, images, 'whole pictures are kept')
                if (at !== 'start') assert.notEqual(error.partial.thoughts, '', 'thoughts are kept')
                expectOneCall(run)
              },
            }
  },
}
