import { expect, onTestFinished, test, vi } from 'vitest'
import { pngBytes } from '../../test/wire.ts'
import { toTurns } from '../turn-init.ts'
import { readHistory } from './read-history.ts'

const url = 'https://pictures.example/a'
const row = {
  id: 'a',
  prompt: 'A fox',
  images: [{ url, mediaType: 'image/webp', width: 8, height: 6 }],
} as const

function answerWith(answer: () => Response): void {
  vi.stubGlobal('fetch', () => Promise.resolve(answer()))
  onTestFinished(() => void vi.unstubAllGlobals())
}

test('a picture is sent as what its bytes are, whatever was said of its address', async () => {
  answerWith(() => new Response(pngBytes(8, 6)))
  expect(await readHistory(toTurns([row], 'turns'))).toMatchObject([
    { pictures: [{ mediaType: 'image/png' }] },
  ])
})

test('a picture that has gone from its address is null', async () => {
  answerWith(() => new Response('', { status: 404 }))
  expect(await readHistory(toTurns([row], 'turns'))).toMatchObject([{ pictures: null }])
})
