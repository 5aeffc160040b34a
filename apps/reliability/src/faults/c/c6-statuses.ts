import assert from 'node:assert/strict'
import type { Billed, ErrorCode } from '@image-stream/core'
import type { Fault } from '../../fault.ts'
import { expectOneCall, openEndpoint } from '../../gemini-endpoint.ts'
import { expectError } from '../../observe-run.ts'

/** What a status alone comes to, and whether it may have cost money: a refusal of the request has not. */
const statuses: readonly (readonly [code: ErrorCode, billed: Billed, ...statuses: number[]])[] = [
  ['invalid-input', 'no', 400],
  ['misconfigured', 'no', 401, 403, 404],
  ['too-large', 'no', 413],
  ['upstream', 'no', 409, 415, 422, 425],
  ['upstream', 'maybe', 408, 499, 500, 501, 502, 504, 505],
  ['upstream', 'maybe', 520, 521, 522, 523, 524, 525, 526, 527],
]

const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json' }

/** Who may have sent it: the API itself, a gateway, a proxy, or nobody who says more. */
const bodies: Readonly<
  Record<string, (status: number) => { headers: Record<string, string>; body: string }>
> = {
  "Google's envelope": (code) => ({
    headers: json,
    body: JSON.stringify({ error: { code, message: 'So it is.', status: 'SOME_STATUS' } }, null, 2),
  }),
  "a gateway's envelope": () => ({
    headers: json,
    body: JSON.stringify({ error: { message: 'So it is.', type: 'some_error', code: 'some_code' } }),
  }),
  'a page': () => ({ headers: html, body: '<!doctype html><title>Error</title>' }),
  nothing: () => ({ headers: {}, body: '' }),
}

export const statusTable: Fault = {
  id: 'C6',
  title: 'every bad status, from whoever sends it: its own code, and never asked again',
  async *cases(context) {
    const endpoint = await openEndpoint(context)
    for (const [code, billed, ...list] of statuses)
      for (const status of list)
        for (const [who, bodyOf] of Object.entries(bodies))
          for (const isRelayed of [false, true])
            yield {
              name: `${status} with ${who}${isRelayed ? ', through a relay' : ''}`,
              async run() {
                const response = { status, ...bodyOf(status) }
                const run = await endpoint.ask({ response }, { isRelayed })
                const error = expectError(run, { code, billed, httpStatus: status })
                assert.ok(['sent', 'input', 'connect'].includes(error.phase), error.phase)
                assert.equal(error.detail, who.endsWith('envelope') ? 'So it is.' : undefined)
                expectOneCall(run)
              },
            }
  },
}
