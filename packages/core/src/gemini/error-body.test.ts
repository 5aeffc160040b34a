import { describe, expect, test } from 'vitest'
import { answering, parts, picture, pngBytes, sse, thought } from '../../test/wire.ts'
import type { ImageStreamError } from '../errors.ts'
import { isImageStreamError } from '../errors.ts'
import { streamImage } from '../stream-image.ts'
import { maxTextLength } from './chunk-events.ts'
import { gemini } from './transport.ts'

/** What a run against this answer fails with. */
async function failure(
  body: string,
  status: number,
  images: readonly Uint8Array<ArrayBuffer>[] = [],
): Promise<ImageStreamError> {
  const fetch = (): Promise<Response> =>
    Promise.resolve(new Response([204, 304].includes(status) ? null : body, { status }))
  const transport = gemini({ apiKey: 'test', fetch, maxRetries: 0 })
  const error: unknown = await streamImage({ prompt: 'a fox', images }, { transport }).result.catch(
    (cause: unknown) => cause,
  )
  if (isImageStreamError(error)) return error
  throw new Error('The run did not fail.', { cause: error })
}

function google(code: number, status: string, message = ''): string {
  return JSON.stringify({ error: { code, message, status } }, null, 2)
}

describe('money: each status says whether it may be gone', () => {
  test.each([
    [400, 'INVALID_ARGUMENT', 'invalid-input', 'no'],
    [401, 'UNAUTHENTICATED', 'misconfigured', 'no'],
    [403, 'PERMISSION_DENIED', 'misconfigured', 'no'],
    [404, 'NOT_FOUND', 'misconfigured', 'no'],
    [408, '', 'upstream', 'maybe'],
    [409, 'ABORTED', 'upstream', 'no'],
    [413, '', 'too-large', 'no'],
    [415, '', 'upstream', 'no'],
    [422, '', 'upstream', 'no'],
    [425, '', 'upstream', 'no'],
    [429, 'RESOURCE_EXHAUSTED', 'quota', 'no'],
    [499, 'CANCELLED', 'upstream', 'maybe'],
    [500, 'INTERNAL', 'upstream', 'maybe'],
    [501, 'UNIMPLEMENTED', 'upstream', 'maybe'],
    [502, '', 'upstream', 'maybe'],
    [503, 'UNAVAILABLE', 'overloaded', 'no'],
    [503, '', 'overloaded', 'maybe'],
    [504, 'DEADLINE_EXCEEDED', 'upstream', 'maybe'],
    [505, '', 'upstream', 'maybe'],
    [520, '', 'upstream', 'maybe'],
    [524, '', 'upstream', 'maybe'],
    [527, '', 'upstream', 'maybe'],
  ])('%i %s is %s, billed: %s', async (status, reason, code, billed) => {
    const body = reason === '' ? '<h1>No</h1>' : google(status, reason)
    expect(await failure(body, status)).toMatchObject({ code, billed, httpStatus: status })
  })
})

test.each([204, 206, 304])('%i is no answer of the endpoint’s', async (status) => {
  expect(await failure('', status)).toMatchObject({ code: 'protocol', httpStatus: status, billed: 'maybe' })
})

test.each([
  'Image part is missing a thought_signature in content position 2, part position 1.',
  'Corrupted thought signature.',
])('a history that is refused says how to go on: %s', async (message) => {
  expect(await failure(google(400, 'INVALID_ARGUMENT', message), 400)).toMatchObject({
    code: 'expired',
    billed: 'no',
    detail: message,
    message: expect.stringContaining('reference picture') as unknown,
  })
})

describe('who was refused', () => {
  const blocked = sse({ promptFeedback: { blockReason: 'IMAGE_SAFETY' } })
  const reference = pngBytes(64, 64)

  test('a picture that was sent along', async () => {
    expect(await failure(blocked, 200, [reference])).toMatchObject({
      code: 'blocked',
      subject: 'reference',
      advice: 'change-image',
      reason: 'IMAGE_SAFETY',
    })
  })

  test('the prompt, when there was none', async () => {
    expect(await failure(blocked, 200)).toMatchObject({ code: 'blocked', subject: 'prompt' })
  })

  test('the prompt, when the reason is about words', async () => {
    const words = sse({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } })
    expect(await failure(words, 200, [reference])).toMatchObject({ code: 'blocked', subject: 'prompt' })
  })

  test('the result, when there is one', async () => {
    const body = sse(picture(pngBytes(16, 16))) + blocked
    expect(await failure(body, 200, [reference])).toMatchObject({ code: 'blocked', subject: 'result' })
  })
})

describe('words without end', () => {
  test.each([
    ['thoughts', thought('x'.repeat(1000))],
    ['text', parts({ text: 'x'.repeat(1000) })],
  ])('%s', async (what, chunk) => {
    const body = sse(...Array.from({ length: 300 }, () => chunk))
    const error = await failure(body, 200)
    expect(error).toMatchObject({
      code: 'too-large',
      billed: 'maybe',
      message: expect.stringContaining(what) as unknown,
    })
    expect((error.partial.thoughts + error.partial.text).length).toBeLessThanOrEqual(maxTextLength)
  })
})

test('the key is in no error, whatever the API repeats', async () => {
  const { fetch } = answering(google(400, 'INVALID_ARGUMENT', 'Bad key canary-key-1234567890'), {
    status: 400,
  })
  const transport = gemini({ apiKey: 'canary-key-1234567890', fetch })
  const error: unknown = await streamImage('a fox', { transport }).result.catch((cause: unknown) => cause)
  expect(JSON.stringify(error)).not.toContain('canary')
})
