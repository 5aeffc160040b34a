import assert from 'node:assert/strict'
import {
  finish,
  picture,
  pngBytes,
  sse,
  thought,
  usageMetadata,
} from '../../../../../packages/core/test/wire.ts'
import type { Fault } from '../../fault.ts'
import { observeBody } from '../../observe-body.ts'
import { expectError, expectSuccess, type ObservedRun } from '../../observe-run.ts'

const contentTypes: readonly (string | null)[] = [
  'text/event-stream',
  'text/event-stream; charset=latin1',
  'application/json; charset=UTF-8',
  'text/html',
  'application/octet-stream',
  null,
]

const chunks = [thought('Snow.'), picture(pngBytes(64, 48, 500)), { ...finish('STOP'), usageMetadata }]
const overload = { error: { code: 503, status: 'UNAVAILABLE', message: 'High demand.' } }

/** What the first byte says, whatever the header does. */
const bodies: Readonly<
  Record<string, { readonly body: string; readonly expect: (run: ObservedRun) => void }>
> = {
  'an event stream': { body: sse(...chunks), expect: expectPicture },
  'a JSON array': { body: JSON.stringify(chunks, null, 2), expect: expectPicture },
  'an error': {
    body: JSON.stringify(overload, null, 2),
    expect: (run) => void expectError(run, { code: 'overloaded', reason: 'UNAVAILABLE' }),
  },
  'an error in an array': {
    body: JSON.stringify([overload]),
    expect: (run) => void expectError(run, { code: 'overloaded', reason: 'UNAVAILABLE' }),
  },
  'a page': {
    body: '<!doctype html>\n<title>Sign in</title>\n',
    expect: (run) => void expectError(run, { code: 'protocol' }),
  },
  'a sentence': { body: 'Bad gateway', expect: (run) => void expectError(run, { code: 'protocol' }) },
}

export const contentTypeLies: Fault = {
  id: 'A2',
  title: 'any content type: what decides is the first byte of the body',
  sampleSize: 36,
  *cases() {
    for (const [name, { body, expect }] of Object.entries(bodies))
      for (const contentType of contentTypes)
        yield {
          name: `${name} as ${contentType ?? 'nothing'}`,
          async run() {
            expect(await observeBody([Buffer.from(body)], { contentType }))
          },
        }
  },
}

function expectPicture(run: ObservedRun): void {
  const { thoughts, usage } = expectSuccess(run)
  assert.equal(thoughts, 'Snow.')
  assert.equal(usage?.totalTokens, usageMetadata.totalTokenCount)
}
