import assert from 'node:assert/strict'
import {
  isImageStreamError,
  streamImage,
  type AnswerPart,
  type GeneratedImage,
  type ImageStreamEvent,
  type RunResult,
} from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import type { Random } from '../random.ts'
import type { Target } from './episode.ts'
import { expectedOfCut, type ExpectedAnswer } from './expected-answer.ts'
import { encodeAnswer, randomAnswer, type WirePart } from './wire-answer.ts'

/** `gemini` over answers of every content, in every form, in pieces of every size, whole and cut. */
export const wireTarget: Target = {
  name: 'wire',
  async run({ random, clock, note }) {
    const answer = encodeAnswer(randomAnswer(random), random)
    const isCut = random.chance(0.5)
    const length = isCut ? random.below(answer.bytes.length) : answer.bytes.length
    const isReset = isCut && random.chance(0.4)
    note(`${length} of ${answer.bytes.length} bytes${isReset ? ', then a reset' : ''}:`)
    note(new TextDecoder().decode(answer.bytes.subarray(0, length)))

    const body = inPieces(answer.bytes.subarray(0, length), isReset, random)
    const fetch = (): Promise<Response> => Promise.resolve(new Response(body))
    const events: ImageStreamEvent[] = []
    const transport = gemini({ apiKey: 'test', fetch, maxRetries: 0 })
    const result = await clock.until(read(streamImage('A fox', { transport }), events), 600_000)

    const allowed = expectedOfCut(answer, length)
    const code = codeOf(result, isReset)
    const expected = allowed.find((each) => each.code === code)
    assert.ok(
      expected,
      `it came to ${code ?? 'a success'}, not ${allowed.map((each) => each.code ?? 'a success').join(' or ')}`,
    )
    await checkContent(result, expected, events)
  },
}

async function read(run: ReturnType<typeof streamImage>, events: ImageStreamEvent[]): Promise<RunResult> {
  try {
    for await (const event of run) events.push(event)
    return await run.result
  } catch (error) {
    assert.ok(isImageStreamError(error), `it throws ${String(error)}`)
    return { status: 'error', error }
  }
}

/** A reset is told from a clean end by its code, and by nothing else. */
function codeOf(result: RunResult, isReset: boolean): ExpectedAnswer['code'] {
  if (result.status !== 'error') return null
  const { code } = result.error
  if (isReset) assert.notEqual(code, 'truncated', 'a reset is a fault of the network')
  return isReset && code === 'network' ? 'truncated' : code
}

async function checkContent(
  result: RunResult,
  expected: ExpectedAnswer,
  events: readonly ImageStreamEvent[],
): Promise<void> {
  assert.ok(result.status !== 'stopped')
  const { thoughts, text, images } = result.status === 'success' ? result : result.error.partial
  assert.deepEqual([thoughts, text], [expected.thoughts, expected.text])
  // A picture that could be shown when its run broke off is kept, and was not whole by the rules of the wire.
  const kept = result.status === 'error' ? images.slice(0, expected.images.length) : images
  await checkPictures(kept, expected.images)
  if (result.status === 'error') return checkPictures(result.error.partial.drafts, expected.drafts)
  assert.equal(result.usage?.outputTokens ?? null, expected.usage, 'the last counts')
  assert.equal(result.warnings.length, expected.usage === null ? 1 : 0, 'unknown usage is said')
  const answer = events.find((event) => event.type === 'answer')
  await checkParts(answer?.parts ?? null, expected.parts)
}

async function checkPictures(
  images: readonly GeneratedImage[],
  expected: readonly Uint8Array[],
): Promise<void> {
  assert.equal(images.length, expected.length, 'pictures')
  for (const [at, image] of images.entries())
    assert.ok(Buffer.from(expected[at] ?? []).equals(await image.bytes()), `picture ${at} is another`)
}

/** What goes back with an edit must be what came: the API refuses a signature that is missing, moved or changed. */
async function checkParts(
  parts: readonly AnswerPart[] | null,
  expected: readonly WirePart[] | null,
): Promise<void> {
  const got =
    parts && (await Promise.all(parts.map(async (part) => [whatOf(part), await part.signature?.text()])))
  let pictures = 0
  const wanted = expected?.map((part) => [
    part.kind === 'text' ? part.text : `picture ${pictures++}`,
    part.signature,
  ])
  assert.deepEqual(got, wanted ?? null, 'what an edit sends back')
}

function whatOf(part: AnswerPart): string {
  return 'image' in part ? `picture ${part.image}` : part.text
}

/** In pieces of a few bytes, or of many; with an end or a break. */
function inPieces(bytes: Uint8Array, isReset: boolean, random: Random): ReadableStream<Uint8Array> {
  // One byte at a time is slow, and a hundred are cut anywhere too.
  const most = random.chance(0.1) ? 1 : random.pick([7, 64, 1_000, 100_000])
  let offset = 0
  return new ReadableStream({
    pull(controller) {
      if (offset < bytes.length) {
        const end = Math.min(bytes.length, offset + 1 + random.below(most))
        controller.enqueue(bytes.slice(offset, end))
        offset = end
      } else if (isReset) controller.error(new TypeError('terminated'))
      else controller.close()
    },
  })
}
