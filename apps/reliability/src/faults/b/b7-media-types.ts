import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { gemini } from '@image-stream/core/gemini'
import { answering, base64, finish, parts, pngBytes, sse } from '../../../../../packages/core/test/wire.ts'
import { sharedPath } from '../../../../../scripts/shared-folder.ts'
import type { Fault, FaultCase } from '../../fault.ts'
import { expectError, expectSuccess, observeRun, secretKey, type ObservedRun } from '../../observe-run.ts'

/** The smallest pictures that have a size, each with bytes behind it. */
const pictures: Readonly<Record<string, Uint8Array>> = {
  'image/png': pngBytes(8, 6),
  'image/jpeg': bytesOf('ffd8 ffe0 0010 4a464946 00 0101 00 0001 0001 00 00 ffc0 0011 08 0006 0008 03', 64),
  'image/webp': bytesOf('52494646 38000000 57454250 56503858 0a000000 00000000 070000 050000', 64),
  'image/gif': bytesOf('474946383961 0800 0600 00', 64),
  'image/avif': bytesOf('0000001c 66747970 61766966 00000000', 64),
}

/** Raster formats that every browser shows, and the only ones that are passed on. */
const shown: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp'])

const active: Readonly<Record<string, string>> = {
  SVG: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  XML: '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
  HTML: '<!DOCTYPE html><script>alert(1)</script>',
  PDF: '%PDF-1.7 and the rest of it',
  ZIP: 'PK\u0003\u0004 and the rest of it',
}

export const mediaTypes: Fault = {
  id: 'B7',
  title: 'bytes that are not what they are called',
  *cases() {
    for (const [type, bytes] of Object.entries(pictures))
      for (const declared of Object.keys(pictures))
        yield {
          name: `${type} named ${declared}`,
          run: async () => expectByMagic(await answered(bytes, declared), shown.has(type) ? type : null),
        }
    for (const [name, text] of Object.entries(active))
      for (const declared of ['image/png', 'image/svg+xml', 'text/html'])
        yield {
          name: `${name} named ${declared}`,
          run: async () => expectByMagic(await answered(Buffer.from(text.padEnd(64)), declared), null),
        }
    yield* vectors()
  },
}

/** First bytes of many types, in a picture's place. */
function* vectors(): Generator<FaultCase> {
  const path = sharedPath('vectors/image/signatures.json')
  if (path === null) return
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly cases: readonly { readonly type: string; readonly hex: string }[]
  }
  for (const [index, { type, hex }] of cases.entries()) {
    const bytes = bytesOf(hex.replaceAll('??', '00').replace('…', ''), 64)
    // What has the magic of a picture is none yet: these have no size.
    yield {
      name: `vector ${index}: ${type} and nothing behind it`,
      run: async () => expectByMagic(await answered(bytes, 'image/png'), null),
    }
  }
}

function answered(bytes: Uint8Array, mimeType: string): Promise<ObservedRun> {
  const inlineData = { mimeType, data: base64(bytes) }
  const { fetch } = answering(sse(parts({ inlineData }), finish('STOP')))
  return observeRun('A fox', { transport: gemini({ apiKey: secretKey, fetch }) })
}

/** The type is what the bytes say; what is no raster picture is never one. */
async function expectByMagic(run: ObservedRun, type: string | null): Promise<void> {
  if (type === null) {
    const error = expectError(run, { code: 'bad-image', phase: 'decode' })
    assert.deepEqual([error.partial.images, error.partial.drafts], [[], []])
    return assert.ok(!run.events.some(({ type: name }) => name === 'image-start'), 'nothing was begun')
  }
  const { image } = expectSuccess(run)
  const blob = await image.blob()
  assert.deepEqual([image.mediaType, blob.type, image.width, image.height], [type, type, 8, 6])
}

function bytesOf(hex: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  return bytes
}
