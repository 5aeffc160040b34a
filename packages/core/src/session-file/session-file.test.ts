import { unzipSync, zipSync } from 'fflate'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { contentsOf, directStream, drawSession } from '../../test/drawn-session.ts'
import { pngBytes } from '../../test/wire.ts'
import { answerOf, withAnswer } from '../answer.ts'
import { createImageStream } from '../image-stream.ts'
import { createImage } from '../image.ts'
import { toTurns, type TurnInit } from '../turn-init.ts'
import type { Turn } from '../turns.ts'
import { loadSession, saveSession, type SavedSession } from './index.ts'

let session: SavedSession
let file: Blob

beforeAll(async () => {
  session = (await drawSession()).getSnapshot()
  file = await saveSession(session)
})

/** The files of a session file, by name. */
async function unpacked(blob: Blob): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  return unzipSync(new Uint8Array(await blob.arrayBuffer()))
}

describe('a session that is saved and loaded again', () => {
  test('is the same in everything: twelve turns, branches, an opened picture, references, answers', async () => {
    const loaded = await loadSession(file)
    expect(loaded.turns).toHaveLength(12)
    const [fox, , logo, again] = loaded.turns
    expect(answerOf(fox!)).toHaveLength(4)
    expect(logo?.input?.images).toMatchObject([{ label: 'the logo' }, {}])
    // What was sent twice is there once.
    expect(again?.input?.images[0]?.image).toBe(logo?.input?.images[0]?.image)
    expect(await contentsOf(loaded)).toEqual(await contentsOf(session))
  })

  test('a picture of the session that was a reference is that picture again', async () => {
    const { turns } = await loadSession(file)
    const [fox] = turns
    const like = turns.find(({ prompt }) => prompt === 'Like that fox')
    expect(like?.input?.images).toEqual([{ image: fox?.images[0], label: 'fox' }])
    expect(like?.input?.images[0]?.image).toBe(fox?.images[0])
  })

  test('can be saved again, to the same', async () => {
    const again = await loadSession(await saveSession(await loadSession(file)))
    expect(await contentsOf(again)).toEqual(await contentsOf(session))
  })

  test('goes on verbatim: the API takes its signatures back', async () => {
    const { stream, emulator } = directStream()
    stream.load(await loadSession(file))
    const { spent, head } = stream.getSnapshot()
    expect([head?.prompt, spent.usd > 0.3]).toEqual(['Make it night – 夜', true])
    expect(await stream.edit('More stars')).toMatchObject({ status: 'success', warnings: [] })
    expect(emulator.ledger.paid).toBe(1)
  })

  test('may be empty', async () => {
    expect(await loadSession(await saveSession(createImageStream().getSnapshot()))).toEqual({
      turns: [],
      head: null,
    })
  })

  test('has its picture of an address with it', async () => {
    const png = pngBytes(8, 6)
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(png)))
    onTestFinished(() => void vi.unstubAllGlobals())
    const remote = {
      url: 'https://pictures.example/a',
      mediaType: 'image/webp',
      width: 8,
      height: 6,
    } as const
    const turns = toTurns([{ id: 'a', prompt: 'A fox', images: [remote] }], 'turns')
    const saved = await saveSession({ turns, head: null })
    vi.unstubAllGlobals()
    const [turn] = (await loadSession(saved)).turns
    expect(turn?.images[0]).toMatchObject({ mediaType: 'image/png', width: 8, height: 6 })
    expect(await turn?.images[0]?.bytes()).toEqual(png)
  })
})

describe('the file', () => {
  test('can be opened by a person: a ZIP with pictures under names that say what they are', async () => {
    expect(file.type).toBe('application/zip')
    const files = await unpacked(file)
    expect(Object.keys(files).filter((name) => !name.startsWith('signatures/'))).toEqual([
      'session.json',
      'pictures/01.1-a-fox-in-a-paper-boat.png',
      'pictures/01.2-a-fox-in-a-paper-boat.png',
      'pictures/02.1-make-it-night-夜.png',
      'pictures/02.2-make-it-night-夜.png',
      'pictures/03.1-add-the-logo.png',
      'pictures/03.2-add-the-logo.png',
      'references/03.1-the-logo.png',
      'references/03.2-picture.png',
      'pictures/04.1-and-once-more.png',
      'pictures/04.2-and-once-more.png',
      'pictures/05.1-in-summer.png',
      'pictures/05.2-in-summer.png',
      'pictures/06.1-in-winter.png',
      'pictures/06.2-in-winter.png',
      'pictures/07-picture.png',
      'pictures/08.1-remove-the-background.png',
      'pictures/08.2-remove-the-background.png',
      'pictures/09.1-like-that-fox.png',
      'pictures/09.2-like-that-fox.png',
      'pictures/10.1-an-owl.png',
      'pictures/10.2-an-owl.png',
      'pictures/11.1-fly.png',
      'pictures/11.2-fly.png',
      'pictures/12.1-stars.png',
      'pictures/12.2-stars.png',
    ])
    expect(files['pictures/01.1-a-fox-in-a-paper-boat.png']).toEqual(
      await session.turns[0]?.images[0]?.bytes(),
    )
    const json = new TextDecoder().decode(files['session.json'])
    expect(json).toMatch(/^\{\n {2}"format": "image-stream session",\n {2}"version": 1,/)
  })

  test('that another program has packed anew, smaller, is read', async () => {
    const repacked = zipSync(await unpacked(file), { level: 9 })
    expect(repacked.length).toBeLessThan(file.size)
    expect(await contentsOf(await loadSession(new Blob([repacked])))).toEqual(await contentsOf(session))
  })

  test('with 50 turns of real size is written and read in a few seconds', async () => {
    const data = crypto.getRandomValues(new Uint8Array(60_000))
    const bytes = new Uint8Array(800_000).map((_, index) => data[index % data.length] ?? 0)
    bytes.set(pngBytes(1024, 1024))
    const signature = new Blob(['c2ln'.repeat(364_800)])
    const turns = Array.from({ length: 50 }, (_, index): Turn => {
      const image = createImage({
        id: `${index}`,
        mediaType: 'image/png',
        width: 1024,
        height: 1024,
        data: [bytes],
      })
      const [turn] = toTurns([{ id: `${index}`, prompt: 'A fox', images: [image] }], 'turns')
      return withAnswer(turn!, [{ image: 0, signature }])
    })
    const large = await saveSession({ turns, head: null })
    expect(large.size).toBeGreaterThan(110_000_000)
    const loaded = await loadSession(large)
    expect(loaded.turns.map((turn) => answerOf(turn)?.[0]?.signature?.size)).toEqual(
      Array(50).fill(1_459_200),
    )
    expect(await loaded.turns[49]?.images[0]?.bytes()).toEqual(bytes)
  }, 60_000)
})

describe('what cannot be saved', () => {
  const row: TurnInit = { id: 'a', prompt: 'A fox', images: [] }
  const picture = createImage({
    id: 'a',
    mediaType: 'image/png',
    width: 8,
    height: 6,
    data: [pngBytes(8, 6)],
  })

  function turnWith(fields: Partial<TurnInit>): SavedSession {
    return { turns: [{ ...row, images: [picture], ...fields } as Turn], head: null }
  }

  test.each([
    ['turns[0].images cannot be []', () => turnWith({ images: [] })],
    ['head cannot be "b"', () => ({ ...turnWith({}), head: { id: 'b' } as Turn })],
    [
      'The turn “A fox” (id a) cannot be saved: one of its pictures is no JPEG, PNG or WebP.',
      () =>
        turnWith({
          images: [createImage({ id: 'a', mediaType: 'image/png', width: 8, height: 6, data: [] })],
        }),
    ],
    [
      'The turn “A fox” (id a) cannot be saved: a signature of its answer is not base64.',
      () => ({
        ...turnWith({}),
        turns: [withAnswer(turnWith({}).turns[0]!, [{ image: 0, signature: new Blob(['{}']) }])],
      }),
    ],
  ])('%s', async (message, toSession) => {
    await expect(saveSession(toSession())).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message) as unknown,
    })
  })
})
