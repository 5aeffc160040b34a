import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ImageStreamEvent } from '../src/events.ts'
import { cutAtRandom, seededRandom } from './cuts.ts'
import { runBody } from './run-body.ts'
import { sharedPath } from '../../../scripts/shared-folder.ts'

const recordings = sharedPath('recordings')
const notChecked = 'Recorded traffic is not checked: set IMAGE_STREAM_SHARED to the folder with recordings.'
// oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
if (!recordings) console.warn(notChecked)

/** What a run came to: a success with its pictures, or the error's code, subject and reason. */
type Outcome = readonly [code: string, ...more: (string | number)[]]

const streams: Readonly<Record<string, Outcome>> = {
  'googleai-2.0-image.full-stream.sse': ['success', 1],
  'googleai-2.0-image.no-parts-stop.sse': ['no-image', 'STOP'],
  'googleai-2.5-flash-image.text-emptyparts-image.sse': ['success', 1],
  'googleai-2.5-flash.usage-every-chunk.raw.sse': ['no-image', 'STOP'],
  'googleai-3.6-flash.json-array.no-alt-sse.json': ['no-image', 'STOP'],
  'googleai-finish-message.sse': ['no-image', 'STOP'],
  'googleai-prompt-blocked-safety.sse': ['blocked', 'prompt', 'SAFETY'],
  'googleai-recitation-no-content.sse': ['blocked', 'prompt', 'RECITATION'],
  'googleai-thinking-signature.sse': ['no-image', 'STOP'],
  'googleai-thinking-thought-summary.sse': ['no-image', 'STOP'],
  'vertexai-3-flash.single-chunk.raw.sse': ['no-image', 'STOP'],
  'vertexai-empty-content.sse': ['truncated'],
  'vertexai-error-mid-stream.raw-json-tail.sse': ['upstream', 'CANCELLED'],
  'vertexai-finish-safety.sse': ['blocked', 'prompt', 'SAFETY'],
  'vertexai-prompt-blocked-with-message.sse': ['blocked', 'prompt', 'SAFETY'],
  'vertexai-utf8.sse': ['no-image', 'STOP'],
}

const answers: Readonly<Record<string, Outcome>> = {
  'googleai-2.5-image.text-image.json': ['success', 1],
  'googleai-3-pro-image.grounding.json': ['success', 1],
  // Its base64 was cut out of the recording.
  'googleai-3.1-flash-image.live-shape.json': ['bad-image'],
  'googleai-3.1-flash-image.no-image-live.json': ['no-image', 'NO_IMAGE'],
  'googleai-3.1-flash-image.prompt-block-live.json': ['blocked', 'prompt', 'PROHIBITED_CONTENT'],
  'googleai-3.1-flash-lite-image.json': ['success', 1],
  'googleai-candidates-empty-promptfeedback.json': ['truncated'],
  'googleai-other-finishmessage-nocontent.json': ['no-image', 'OTHER'],
  'vertexai-2.5-image.imageOutputOptions.json': ['success', 1],
  'vertexai-3.1-flash-lite-image.json': ['success', 1],
}

const errors: Readonly<Record<string, Outcome>> = {
  '400-api-key-invalid.googleai.json': ['misconfigured', 'API_KEY_INVALID'],
  '400-failed-precondition-location.json': ['misconfigured', 'FAILED_PRECONDITION'],
  '400-invalid-argument-image-rejected.json': ['invalid-input', 'INVALID_ARGUMENT'],
  '400-thinking-level-and-budget.json': ['invalid-input', 'INVALID_ARGUMENT'],
  '400-thinking-level-unsupported.json': ['invalid-input', 'INVALID_ARGUMENT'],
  '403-service-disabled.googleai.json': ['misconfigured', 'SERVICE_DISABLED'],
  '404-model-not-found.googleai.json': ['misconfigured', 'NOT_FOUND'],
  '404-on-alt-sse.http.json': ['misconfigured', 'NOT_FOUND'],
  '429-rate-limit-exceeded.json': ['quota', 'RATE_LIMIT_EXCEEDED'],
  '429-retry-info.json': ['quota', 'RESOURCE_EXHAUSTED'],
}

const table: string[] = []
// oxlint-disable-next-line no-console -- The table is what this test is read for.
afterAll(() => console.log(table.join('\n')))

function hold(file: string, outcome: Outcome, how: string): void {
  table.push(`held  ${file.padEnd(54)} ${outcome.join(' · ').padEnd(36)} ${how}`)
}

const cutCount = 200
const seed = 20_261_122

describe.skipIf(!recordings)('recorded traffic', () => {
  test.each(Object.entries(streams))('stream/%s', { timeout: 60_000 }, async (file, expected) => {
    const body = read('stream', file)
    const whole = await run(body)
    expect(whole.outcome).toEqual(expected)
    const random = seededRandom(seed)
    for (let round = 0; round < cutCount; round += 1)
      expect(await run(cutAtRandom(body, random))).toEqual(whole)
    hold(file, expected, `whole and under ${cutCount} cuts, seed ${seed}`)
  })

  test.each(Object.entries(answers))('unary/%s', async (file, expected) => {
    const recording = JSON.parse(read('unary', file).toString()) as { readonly body?: object }
    const body = Buffer.from(`data: ${JSON.stringify(recording.body ?? recording)}\r\n\r\n`)
    expect((await run(body)).outcome).toEqual(expected)
    hold(file, expected, 'as one chunk')
  })

  test.each(Object.entries(errors))('errors/%s', async (file, expected) => {
    const recording = JSON.parse(read('errors', file).toString()) as RecordedError
    const error = recording.error ?? recording.body?.error
    const status = error?.code ?? 0
    expect((await run(Buffer.from(JSON.stringify({ error }, null, 2)), status)).outcome).toEqual(expected)
    hold(file, expected, `as the body of a ${status}`)
  })
})

interface RecordedError {
  readonly error?: { readonly code: number }
  readonly body?: RecordedError
}

function read(folder: string, file: string): Buffer {
  return readFileSync(join(recordings ?? '', folder, file))
}

/** The events of a run and what it came to; the bytes may come in several pieces. */
async function run(
  body: Buffer | readonly Buffer[],
  status = 200,
): Promise<{ readonly outcome: Outcome; readonly events: readonly ImageStreamEvent[] }> {
  const pieces = Array.isArray(body) ? (body as readonly Buffer[]) : [body as Buffer]
  const { events, success, error } = await runBody(pieces, status)
  if (!error) return { outcome: ['success', success?.images.length ?? 0], events }
  const subject = error.code === 'blocked' ? [error.subject] : []
  return { outcome: [error.code, ...subject, ...(error.reason ? [error.reason] : [])], events }
}
