import assert from 'node:assert/strict'
import type { ErrorCode } from '@image-stream/core'
import type { Switches } from '@image-stream/emulator'
import type { Fault } from '../../fault.ts'
import { expectOneCall, openEndpoint } from '../../gemini-endpoint.ts'
import { expectError, expectSuccess, type ObservedRun } from '../../observe-run.ts'

interface Expected {
  readonly images?: number
  readonly drafts?: number
  readonly code?: ErrorCode
  readonly hasText?: boolean
}

const answers: readonly (readonly [name: string, switches: Switches, expected: Expected])[] = [
  ['one picture', {}, { images: 1 }],
  ['two pictures', { images: 2 }, { images: 2 }],
  ['ten pictures', { images: 10 }, { images: 10 }],
  ['no picture', { images: 0 }, { code: 'no-image' }],
  ['text and no picture', { images: 0, text: 'before' }, { code: 'no-image' }],
  ['a picture before the thoughts', { order: 'picture-first' }, { images: 1 }],
  ['two marked drafts', { thoughtImages: 'marked' }, { images: 1, drafts: 2 }],
  ['ten marked drafts', { thoughtImages: 'marked', thoughtImageCount: 10 }, { images: 1, drafts: 10 }],
  ['unmarked drafts', { thoughtImages: 'unmarked' }, { images: 3 }],
  ['an only picture that is marked as a thought', { thoughtImages: 'only' }, { images: 1 }],
  ['text after the picture', { text: 'after' }, { images: 1, hasText: true }],
  ['text and pictures in turns', { text: 'interleaved', images: 3 }, { images: 3, hasText: true }],
  [
    'all parts in one chunk',
    { text: 'interleaved', images: 3, grouping: 'together' },
    { images: 3, hasText: true },
  ],
  ['a picture in two parts', { payload: 'split' }, { code: 'bad-image' }],
]

export const pictureLists: Fault = {
  id: 'B8',
  title: 'pictures in every number and order, drafts among them',
  sampleSize: answers.length,
  async *cases(context) {
    const endpoint = await openEndpoint(context)
    for (const [name, switches, expected] of answers)
      yield {
        name,
        async run() {
          const run = await endpoint.ask(switches)
          expectOneCall(run)
          if (expected.code) expectError(run, { code: expected.code })
          else await expectList(run, expected)
        },
      }
  },
}

/** The answer's pictures in the order in which they came, the last of them the result, and no draft among them. */
async function expectList(run: ObservedRun, { images = 1, drafts = 0, hasText }: Expected): Promise<void> {
  const success = expectSuccess(run, images)
  assert.equal(success.image, success.images.at(-1))
  const ends = run.events.filter((event) => event.type === 'image-end')
  assert.deepEqual(
    ends.map(({ index }) => index),
    ends.map((_, index) => index),
    'pictures come one after the other',
  )
  const isPromoted = ends.every(({ draft }) => draft)
  assert.equal(ends.filter(({ draft }) => draft).length, isPromoted ? images : drafts, 'drafts')
  const kept = ends.filter(({ draft }) => isPromoted || !draft)
  for (const [at, { index, byteLength }] of kept.entries()) {
    const image = success.images[at]
    const pieces = run.events.filter((event) => event.type === 'image-data' && event.index === index)
    const sent = Buffer.concat(
      pieces.map((event) => (event.type === 'image-data' ? event.bytes : new Uint8Array())),
    )
    assert.equal(image?.byteLength, byteLength)
    assert.ok(sent.equals(await image.bytes()), `picture ${at} is what came for it`)
  }
  if (hasText) assert.notEqual(success.text, '')
}
