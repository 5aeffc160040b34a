import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { expect } from 'vitest'
import { contentEncodings } from '../../src/content-encoding.ts'
import type { Exchange } from '../exchange.ts'
import { isWhole, pairs, type Fault } from './fault.ts'

// The rest of group B: what is done on the way to an answer that is good.

const decode = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
} as const

const named = contentEncodings.filter((name) => name !== 'none')

const encodings: readonly Fault[] = named.flatMap((contentEncoding): readonly Fault[] => {
  const undo = decode[contentEncoding]
  const text = ({ body }: Exchange): string => undo(body).toString('utf8')
  return [
    {
      id: 'B11',
      what: contentEncoding,
      options: { contentEncoding },
      seen(exchange) {
        expect(exchange.headers.get('content-encoding')).toBe(contentEncoding)
        expect(text(exchange)).toContain('"finishReason": "STOP"')
      },
    },
    {
      id: 'B11',
      what: `truncated ${contentEncoding}`,
      options: { contentEncoding, encodingFault: 'truncated' },
      seen: (exchange) => expect(() => text(exchange)).toThrow('unexpected end of file'),
    },
    {
      id: 'B11',
      what: `a bomb in ${contentEncoding}`,
      options: { contentEncoding, encodingFault: 'bomb' },
      seen(exchange) {
        const size = text(exchange).length
        expect(size).toBeGreaterThan(64 * 1024 * 1024)
        // The answer itself does not compress, and is a few kilobytes.
        expect(size / exchange.body.length).toBeGreaterThan(900)
      },
    },
    {
      id: 'B11',
      what: `plain, named ${contentEncoding}`,
      options: { contentEncoding, encodingFault: 'mislabelled' },
      seen(exchange) {
        isWhole(exchange)
        expect(exchange.headers.get('content-encoding')).toBe(contentEncoding)
      },
    },
    {
      id: 'B11',
      what: `${contentEncoding}, named nothing`,
      options: { contentEncoding, encodingFault: 'unlabelled' },
      seen(exchange) {
        expect(exchange.headers.has('content-encoding')).toBe(false)
        expect(text(exchange)).toContain('"finishReason": "STOP"')
      },
    },
  ]
})

const redirects: readonly Fault[] = pairs(
  [301, 302, 303, 307, 308] as const,
  [
    ['same-host', /^\/v1beta\/models\//],
    ['other-host', /^https:\/\/(?!localhost)/],
    ['http', /^http:\/\/localhost\//],
  ] as const,
).map(([status, [to, location]]) => ({
  id: 'B12',
  what: `${status} to ${to}`,
  options: { redirect: { status, to } },
  seen(exchange) {
    expect(exchange.status).toBe(status)
    expect(exchange.headers.get('location')).toMatch(location)
  },
}))

export const gatewayFaults: readonly Fault[] = [...encodings, ...redirects]
