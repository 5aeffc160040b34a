import assert from 'node:assert/strict'
import {
  isImageStreamError,
  isTerminal,
  streamImage,
  type ImageInput,
  type ImageStreamError,
  type ImageStreamEvent,
  type RunSuccess,
  type StreamImageOptions,
} from '@image-stream/core'

/** One run from outside: everything that its caller gets. */
export interface ObservedRun {
  readonly events: readonly ImageStreamEvent[]
  /** Null unless it succeeded. */
  readonly success: RunSuccess | null
  /** Null unless it failed. */
  readonly error: ImageStreamError | null
  /** It was stopped. */
  readonly isStopped: boolean
}

/** A key as long as a real one, and unlike any word: it must never be seen again. */
export const secretKey = 'canary-5f2b7c0e9d41a8364be7'

/** Runs to the end. @throws AssertionError when the run breaks a promise that every run makes, however it ends. */
export async function observeRun(
  input: string | ImageInput,
  options: StreamImageOptions,
  onEvent: (event: ImageStreamEvent) => void = () => {},
): Promise<ObservedRun> {
  const run = streamImage(input, options)
  const events: ImageStreamEvent[] = []
  let thrown: unknown = null
  try {
    for await (const event of run) {
      events.push(event)
      onEvent(event)
    }
  } catch (error) {
    thrown = error
  }
  const result = await run.result.catch((error: unknown) => error)
  if (thrown === null) {
    checkEvents(events, 'done')
    return { events, success: result as RunSuccess, error: null, isStopped: false }
  }
  assert.equal(result, thrown, 'the loop and the result throw the same')
  if (!isImageStreamError(thrown)) {
    checkEvents(events, 'stopped')
    return { events, success: null, error: null, isStopped: true }
  }
  checkEvents(events, 'error')
  checkError(thrown)
  return { events, success: null, error: thrown, isStopped: false }
}

/** Exactly one terminal event, at the end. */
function checkEvents(events: readonly ImageStreamEvent[], last: 'done' | 'error' | 'stopped'): void {
  const terminals = events.filter(isTerminal).map(({ type }) => type)
  assert.deepEqual(terminals, [last], 'one terminal event')
  assert.equal(events.at(-1)?.type, last, 'the terminal event is the last')
}

/** Every failure says what it is, what helps, and whether money may be gone; it never says the key. */
function checkError(error: ImageStreamError): void {
  const { code, message, advice, phase, billed, partial } = error
  for (const [name, value] of Object.entries({ code, message, advice, phase, billed }))
    assert.ok(typeof value === 'string' && value !== '', `the error has ${name}`)
  for (const image of [...partial.images, ...partial.drafts]) assert.ok(image.byteLength > 0)
  const cause = error.cause instanceof Error ? error.cause.message : ''
  const said = JSON.stringify([message, error.detail, error.reason, error.stack, cause, error])
  assert.ok(!said.includes(secretKey), 'the key is in the error')
}

/** What an error is expected to be; fields that are left out are not looked at. */
export type ExpectedError = Partial<
  Pick<ImageStreamError, 'code' | 'phase' | 'billed' | 'advice' | 'httpStatus' | 'reason'>
> & { readonly code: ImageStreamError['code'] }

/** @throws AssertionError unless the run failed just so. */
export function expectError(run: ObservedRun, expected: ExpectedError): ImageStreamError {
  assert.ok(run.error, `expected ${expected.code}, but it ${run.isStopped ? 'was stopped' : 'succeeded'}`)
  const names = Object.keys(expected) as (keyof ExpectedError)[]
  const got = Object.fromEntries(names.map((name) => [name, run.error?.[name]]))
  assert.deepEqual(got, { ...expected }, run.error.message)
  return run.error
}

/** @throws AssertionError unless the run succeeded, with so many answer pictures. */
export function expectSuccess(run: ObservedRun, images = 1): RunSuccess {
  assert.ok(run.success, `expected a picture, got ${run.error?.code ?? 'a stop'}: ${run.error?.message}`)
  assert.equal(run.success.images.length, images, 'answer pictures')
  return run.success
}
