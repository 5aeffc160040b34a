import { describe, expect, test } from 'vitest'
import { createError, emptyPartial, isImageStreamError, withFields, type ImageStreamError } from './errors.ts'

test('an error has what is usual for its code, and what it is given wins', () => {
  expect(createError('lost', {})).toMatchObject({
    name: 'ImageStreamError',
    code: 'lost',
    phase: 'relay',
    billed: 'maybe',
    advice: 'retry',
    partial: emptyPartial,
  })
  const cause = new Error('why')
  expect(createError('lost', { message: 'Gone.', billed: 'no', cause, httpStatus: 500 })).toMatchObject({
    message: 'Gone.',
    billed: 'no',
    cause,
    httpStatus: 500,
  })
})

test('errors are recognised by what they are, not by who made them', () => {
  expect(isImageStreamError(createError('lost', {}))).toBe(true)
  // What another copy of this package in the same bundle makes.
  expect(isImageStreamError(Object.assign(new Error(), { [Symbol.for('@image-stream/error')]: true }))).toBe(
    true,
  )
  expect([new Error(), null, undefined, 'lost', {}].map(isImageStreamError)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
})

test('a copy keeps everything but what is replaced', () => {
  const cause = new Error('why')
  const error = createError('quota', { retryAt: 5, cause })
  const copy = withFields(error, { runId: 'r1' })
  expect(copy).toMatchObject({ code: 'quota', retryAt: 5, runId: 'r1', cause, message: error.message })
  expect(copy.stack).toBe(error.stack)
})

describe('the next step', () => {
  test.each<[string, ImageStreamError, string]>([
    ['a quota that has a time', createError('quota', { retryAt: 5 }), 'wait'],
    ['one that waiting does not help', createError('quota', { retryAt: null }), 'contact'],
    ['a refused prompt', createError('blocked', { subject: 'prompt' }), 'edit-prompt'],
    ['a refused reference', createError('blocked', { subject: 'reference' }), 'change-image'],
  ])('of %s', (_what, error, advice) => {
    expect(error.advice).toBe(advice)
  })
})
