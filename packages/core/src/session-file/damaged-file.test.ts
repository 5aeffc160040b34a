import fc from 'fast-check'
import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate'
import { isDeepStrictEqual } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { contentsOf } from '../../test/drawn-session.ts'
import { pngBytes } from '../../test/wire.ts'
import { withAnswer } from '../answer.ts'
import { describeError } from '../describe-error.ts'
import { isImageStreamError, type ImageStreamError } from '../errors.ts'
import { createImage } from '../image.ts'
import { toTurns } from '../turn-init.ts'
import type { Turn } from '../turns.ts'
import { loadSession, saveSession, type SavedSession } from './index.ts'

const usage = { promptTokens: 9, thoughtTokens: 3, outputTokens: 1120, imageTokens: 1120, totalTokens: 1132 }

function turn(id: string, parentId: string | null, prompt: string): Turn {
  const logo = { image: new Blob([pngBytes(2, 2, 40)]), label: 'logo' }
  const images = [
    createImage({ id: `${id}-0`, mediaType: 'image/png', width: 8, height: 6, data: [pngBytes(8, 6)] }),
  ]
  const input = {
    prompt,
    images: [logo],
    imageSize: '1K',
    modalities: ['IMAGE'],
    thinking: { includeThoughts: true },
  } as const
  const init = {
    id,
    parentId,
    prompt,
    images,
    usage,
    createdAt: 1_800_000_000_000,
    thoughts: 'Red, on white.',
  }
  const [whole] = toTurns([{ ...init, input: { ...input, model: 'gemini-3.1-flash-lite-image' } }], 'turns')
  return withAnswer({ ...whole!, parentId }, [
    { text: 'Here.', signature: new Blob(['c2lnbmVk']) },
    { image: 0 },
  ])
}

const turns = [turn('a', null, 'A fox'), turn('b', 'a', 'Make it night – 夜')]
const session: SavedSession = { turns, head: turns[1]! }
let bytes: Uint8Array<ArrayBuffer>
let contents: object

beforeAll(async () => {
  bytes = new Uint8Array(await (await saveSession(session)).arrayBuffer())
  contents = await contentsOf(session)
})

async function errorOf(content: BlobPart): Promise<ImageStreamError> {
  const error: unknown = await loadSession(new Blob([content])).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (isImageStreamError(error)) return error
  throw new Error(`It was loaded, or broke in another way: ${String(error)}`)
}

type Files = Record<string, Uint8Array<ArrayBuffer>>
// As a file has it: nothing is known of it.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyJson = any

/** The file after somebody has changed what is in it: its checksums are right again. */
function changed(change: (files: Files) => void): Uint8Array<ArrayBuffer> {
  const files = unzipSync(bytes)
  change(files)
  return zipSync(files as Zippable)
}

function withJson(change: (json: AnyJson) => void): Uint8Array<ArrayBuffer> {
  return changed((files) => {
    const json: unknown = JSON.parse(new TextDecoder().decode(files['session.json']))
    change(json)
    files['session.json'] = strToU8(JSON.stringify(json))
  })
}

function withText(text: string): Uint8Array<ArrayBuffer> {
  return changed((files) => (files['session.json'] = strToU8(text)))
}

describe('what is wrong is said', () => {
  test.each<readonly [string, () => BlobPart]>([
    ['it is no ZIP file, or its end is missing', () => ''],
    ['it is no ZIP file, or its end is missing', () => pngBytes(8, 6)],
    ['it is no ZIP file, or its end is missing', () => bytes.slice(0, -30)],
    ['it is no session', () => zipSync({ 'holiday.jpg': pngBytes(8, 6) })],
    ['it is no session', () => withJson((json) => (json.format = 'something else'))],
    ['it is no session', () => zipSync({})],
    ['it is of version 2, and this one reads version 1', () => withJson((json) => void (json.version = 2))],
    ['it is of version undefined', () => withJson((json) => delete json.version)],
    ['session.json is not JSON', () => withText('{"format":')],
    ['session.json is not an object', () => withText('[]')],
    [
      'not valid for encoding utf-8',
      () => changed((files) => (files['session.json'] = new Uint8Array([0xff]))),
    ],
    ['turns is not a list', () => withJson((json) => (json.turns = {}))],
    ['turns[1] is not an object', () => withJson((json) => (json.turns[1] = null))],
    ['turns[1].prompt cannot be missing', () => withJson((json) => delete json.turns[1].prompt)],
    ['turns[1].images is not a list', () => withJson((json) => delete json.turns[1].images)],
    [
      'turns[0].images cannot be []',
      () => withJson((json) => Object.assign(json.turns[0], { images: [], answer: [] })),
    ],
    ['turns[0].images[0].file is not a text', () => withJson((json) => (json.turns[0].images[0].file = 7))],
    [
      'turns[0].images[0].width is not a count',
      () => withJson((json) => (json.turns[0].images[0].width = -1)),
    ],
    ['turns[0].usage cannot be', () => withJson((json) => (json.turns[0].usage.totalTokens = 'many'))],
    [
      'turns[0].input: model cannot be "gemini-0"',
      () => withJson((json) => (json.turns[0].input.model = 'gemini-0')),
    ],
    [
      'turns[0].input.images[0].label is not a text',
      () => withJson((json) => (json.turns[0].input.images[0].label = 7)),
    ],
    ['turns[0].answer[1].image is none', () => withJson((json) => (json.turns[0].answer[1].image = 1))],
    ['head cannot be "c"', () => withJson((json) => (json.head = 'c'))],
    ['head is not a text', () => withJson((json) => delete json.head)],
    ['turns[0].id cannot be "b"', () => withJson((json) => (json.turns[0].id = 'b'))],
    ['turns[0].parentId cannot be "b"', () => withJson((json) => (json.turns[0].parentId = 'b'))],
    [
      'pictures/02-make-it-night-夜.png is missing',
      () => changed((files) => delete files['pictures/02-make-it-night-夜.png']),
    ],
    [
      'references/01.1-logo.png is missing',
      () => changed((files) => delete files['references/01.1-logo.png']),
    ],
    ['signatures/01.1.txt is missing', () => changed((files) => delete files['signatures/01.1.txt'])],
    [
      'turns[0].answer[0].signature is not base64',
      () => changed((files) => (files['signatures/01.1.txt'] = strToU8('c2ln bmVk'))),
    ],
    [
      'pictures/01-a-fox.png is no JPEG, PNG or WebP',
      () => changed((files) => (files['pictures/01-a-fox.png'] = strToU8('<svg onload="alert(1)"/>'))),
    ],
    [
      'references/01.1-logo.png is no JPEG, PNG or WebP',
      () => changed((files) => (files['references/01.1-logo.png'] = strToU8('<script>'))),
    ],
    [
      'pictures/01-a-fox.png is image/jpeg, and not what',
      () => changed((files) => (files['pictures/01-a-fox.png'] = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))),
    ],
  ])('%s', async (message, file) => {
    const error = await errorOf(file())
    expect(error).toMatchObject({
      code: 'invalid-input',
      billed: 'no',
      phase: 'input',
      issues: [{ field: 'file' }],
    })
    expect(error.message).toContain(message)
    expect(error.message).toMatch(/^The file cannot be opened as a session: .+[^.]\.$/s)
    expect(describeError(error).title).toBe('This file cannot be opened.')
  })
})

describe('files that are made to do harm', () => {
  test('what unpacks to too much is not unpacked', async () => {
    const bomb = withClaimedSize(zipSync({ 'session.json': new Uint8Array(1_000_000) }), 600_000_000)
    expect((await errorOf(bomb)).message).toContain('it unpacks to too much')
  })

  test('what claims to unpack to little does not unpack to more', async () => {
    const bomb = withClaimedSize(zipSync({ 'session.json': new Uint8Array(50_000_000) }, { level: 1 }), 100)
    expect(bomb.length).toBeLessThan(1_000_000)
    expect((await errorOf(bomb)).message).toMatch(/session\.json is damaged|invalid/)
  })

  test('two files of one name are refused', async () => {
    const twice = bytesOf(zipSync({ 'session.json': strToU8('{}'), 'session.jsom': strToU8('{}') }))
    const view = new DataView(twice.buffer)
    const second = directoryOf(view) + 46 + 'session.json'.length
    twice.set(strToU8('session.json'), second + 46)
    expect((await errorOf(twice)).message).toContain('its directory is damaged')
  })

  test('more files than a session has are refused', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`${index}`, new Uint8Array()]),
    )
    expect((await errorOf(zipSync(many))).message).toContain('it holds too many files')
  })

  test('a name is only a name, wherever it points', async () => {
    const file = '../../../etc/pictures/01.png'
    const moved = changed((files) => {
      const json = JSON.parse(new TextDecoder().decode(files['session.json'])) as AnyJson
      json.turns[0].images[0].file = file
      files['session.json'] = strToU8(JSON.stringify(json))
      files[file] = files['pictures/01-a-fox.png']!
      delete files['pictures/01-a-fox.png']
    })
    expect(await contentsOf(await loadSession(new Blob([moved])))).toEqual(contents)
  })

  test('the words of an error hold nothing of the session', async () => {
    const error = await errorOf(withText('A secret prompt'))
    expect(error.message).not.toContain('secret')
  })
})

describe('a file that is damaged anywhere', () => {
  test('cut: never a session', async () => {
    for (let length = 0; length < bytes.length; length += 7) {
      const { code } = await errorOf(bytes.slice(0, length))
      expect(code).toBe('invalid-input')
    }
  }, 60_000)

  test('changed: an error with a type, or the same session', async () => {
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(flips, async (places) => {
        const damaged = bytes.slice()
        for (const [place, mask] of places) damaged[place]! ^= mask
        expect(['same', 'refused']).toContain(await outcomeOf(damaged))
      }),
      { numRuns: 1000 },
    )
  }, 120_000)

  test('one bit of each byte: an error with a type, or the same session', async () => {
    let same = 0
    for (let place = 0; place < bytes.length; place += 1) {
      const damaged = bytes.slice()
      damaged[place]! ^= 1 << (place % 8)
      const outcome = await outcomeOf(damaged)
      expect([place, outcome]).toEqual([place, expect.stringMatching(/^(?:same|refused)$/)])
      if (outcome === 'same') same += 1
    }
    // What nobody reads: times, versions, attributes, what is said twice.
    expect(same).toBeGreaterThan(0)
    expect(same).toBeLessThan(bytes.length / 5)
  }, 120_000)
})

async function outcomeOf(content: Uint8Array<ArrayBuffer>): Promise<'same' | 'refused' | 'another session'> {
  let loaded: SavedSession
  try {
    loaded = await loadSession(new Blob([content]))
  } catch (error) {
    if (isImageStreamError(error) && error.code === 'invalid-input') return 'refused'
    throw error
  }
  return isDeepStrictEqual(await contentsOf(loaded), contents) ? 'same' : 'another session'
}

function bytesOf(archive: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(archive)
}

/** Of the one file in it: its size before it was packed, as the directory has it. */
function withClaimedSize(archive: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytesOf(archive).buffer)
  view.setUint32(directoryOf(view) + 24, size, true)
  return new Uint8Array(view.buffer as ArrayBuffer)
}

/** Where the directory begins, in an archive without a comment. */
function directoryOf(view: DataView): number {
  return view.getUint32(view.byteLength - 22 + 16, true)
}
