import assert from 'node:assert/strict'
import type { ImageStreamError } from '../../src/errors.ts'
import { defaultOverloadWaitMs, errorOfStatus, toGeminiError } from '../../src/gemini/error-body.ts'
import { readVectors, type Check, type CheckSet } from './check.ts'

interface Wait {
  readonly value: string
  /** Null: not valid, so that our own default applies. `cap`: valid, and longer than anybody waits. */
  readonly ms: number | null | 'cap'
}

/** Beyond it a time is no date, and a timer fires at once. In milliseconds since the epoch. */
const maxDate = 8.64e15

/** What an overloaded endpoint says about when to come back, in its header and in its body. */
export function waitChecks(): readonly CheckSet[] {
  const header = readVectors<Wait, { readonly now: string }>('http/retry-after.json')
  const body = readVectors<Wait>('http/retry-info-duration.json')
  const now = Date.parse(header.now)
  return [
    {
      what: 'waits, Retry-After',
      checks: header.cases.map((each) =>
        toCheck(each, now, () =>
          errorOfStatus({ httpStatus: 503, retryAfter: each.value, phase: 'sent', now }),
        ),
      ),
    },
    {
      what: 'waits, RetryInfo',
      checks: body.cases.map((each) => toCheck(each, now, () => overloaded(each.value, now))),
    },
  ]
}

function overloaded(retryDelay: string, now: number): ImageStreamError {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }]
  const body = { error: { code: 503, status: 'UNAVAILABLE', message: 'High demand.', details } }
  const error = toGeminiError(body, { httpStatus: 503, phase: 'sent', now })
  assert.ok(error)
  return error
}

function toCheck({ value, ms }: Wait, now: number, make: () => ImageStreamError): Check {
  return {
    name: JSON.stringify(value),
    run() {
      const error = make()
      assert.ok(error.code === 'overloaded' && error.retryAt !== null)
      const wait = error.retryAt - now
      if (ms === 'cap') assert.ok(wait > 60 * 60_000 && error.retryAt <= maxDate, `${wait} ms`)
      else assert.equal(wait, ms ?? defaultOverloadWaitMs)
      return 1
    },
  }
}
