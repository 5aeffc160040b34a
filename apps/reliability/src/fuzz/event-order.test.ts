import { streamImage, type ImageStreamEvent } from '@image-stream/core'
import { expect, test } from 'vitest'
import { pngBytes } from '../../../../packages/core/test/wire.ts'

const bytes = pngBytes(8, 6, 100)
const done: ImageStreamEvent = { type: 'done' }

function start(index: number): ImageStreamEvent {
  return { type: 'image-start', index, mediaType: 'image/png', width: 8, height: 6 }
}
function data(index: number, length = 100): ImageStreamEvent {
  return { type: 'image-data', index, bytes: bytes.slice(0, length) }
}
function end(index: number, byteLength = 100): ImageStreamEvent {
  return { type: 'image-end', index, byteLength, draft: false }
}
const picture = (index: number): readonly ImageStreamEvent[] => [start(index), data(index), end(index)]

/** What no transport of ours does and another one may: none of it is whole, or none of it can be told apart. */
const broken: Readonly<Record<string, readonly ImageStreamEvent[]>> = {
  'the end while a picture is on its way': [...picture(0), start(1), data(1), done],
  'a picture that begins before the one on its way has ended': [start(0), data(0), ...picture(1), done],
  'bytes after the picture could be shown': [
    start(0),
    data(0, 60),
    { type: 'image-ready', index: 0 },
    data(0, 40),
    end(0),
    done,
  ],
  'a picture of no bytes': [start(0), end(0, 0), done],
  'an end that comes twice': [...picture(0), end(0), done],
  'one number for two pictures': [...picture(0), ...picture(0), done],
}

test.each(Object.entries(broken))('%s is out of order', async (_, events) => {
  const transport = {
    async *run() {
      yield* events
    },
  }
  await expect(streamImage('A fox', { transport }).result).rejects.toMatchObject({ code: 'protocol' })
})
