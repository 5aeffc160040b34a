import sharp from 'sharp'
import { expect, test } from 'vitest'
import { withContentCredentials } from './content-credentials.ts'

const JFIF = [0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]

async function jpeg(): Promise<Uint8Array> {
  const create = { width: 140, height: 76, channels: 3, background: '#c96' } as const
  const [soi, mark, ...rest] = await sharp({ create }).jpeg().toBuffer()
  return new Uint8Array([soi ?? 0, mark ?? 0, ...JFIF, ...rest])
}

interface JpegSegment {
  readonly marker: number
  readonly content: Uint8Array
}

/** The segments up to the frame header, and that. */
function segmentsOf(bytes: Uint8Array): readonly JpegSegment[] {
  const segments: JpegSegment[] = []
  for (let at = 2; at < bytes.length;) {
    const [mark = 0, marker = 0, high = 0, low = 0] = bytes.subarray(at, at + 4)
    if (mark !== 0xff) throw new Error(`No marker at ${at}.`)
    const length = high * 256 + low
    segments.push({ marker, content: bytes.subarray(at + 4, at + 2 + length) })
    if (marker === 0xc0 || marker === 0xc2) return segments
    at += 2 + length
  }
  throw new Error('No frame header.')
}

/** The JUMBF boxes of a manifest store: type, label of a superbox, and what is inside. */
function boxesIn(bytes: Uint8Array): readonly string[] {
  const names: string[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at)
    const type = text(bytes.subarray(at + 4, at + 8))
    const content = bytes.subarray(at + 8, at + length)
    if (length < 8 || at + length > bytes.length) throw new Error(`A box of ${length} bytes at ${at}.`)
    if (type === 'jumd') names.push(text(content.subarray(17)).replace('\0', ''))
    else if (type === 'jumb') names.push(...boxesIn(content))
    at += length
  }
  return names
}

function text(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}

/** The content of all APP11 segments, joined as a reader joins them. */
function storeOf(segments: readonly JpegSegment[]): Uint8Array {
  const parts = segments.filter(({ marker }) => marker === 0xeb)
  expect(parts.map(({ content }) => text(content.subarray(0, 2)))).toEqual(parts.map(() => 'JP'))
  expect(parts.map(({ content }) => content[7])).toEqual(parts.map((_part, index) => index + 1))
  return Buffer.concat(parts.map(({ content }, index) => content.subarray(index === 0 ? 8 : 16)))
}

test('a manifest store stands behind JFIF and before the frame header', async () => {
  const segments = segmentsOf(withContentCredentials(await jpeg()))
  expect(segments.slice(0, 2).map(({ marker }) => marker)).toEqual([0xe0, 0xeb])
  expect(storeOf(segments)).toHaveLength(12_800)
  expect(boxesIn(storeOf(segments))).toEqual([
    'c2pa',
    expect.stringMatching(/^urn:c2pa:[0-9a-f-]{36}$/),
    'c2pa.assertions',
    'c2pa.actions.v2',
    'c2pa.hash.data',
    'c2pa.claim.v2',
    'c2pa.signature',
  ])
})

test('what is too long for a segment goes on in the next', async () => {
  const segments = segmentsOf(withContentCredentials(await jpeg(), 150_000))
  expect(segments.map(({ marker }) => marker).filter((marker) => marker === 0xeb)).toHaveLength(3)
  expect(storeOf(segments)).toHaveLength(150_000)
  expect(boxesIn(storeOf(segments))).toContain('c2pa.signature')
})

test('the picture is the same', async () => {
  const bytes = await jpeg()
  const credited = withContentCredentials(bytes, 150_000)
  expect(await sharp(credited).raw().toBuffer()).toEqual(await sharp(bytes).raw().toBuffer())
})
