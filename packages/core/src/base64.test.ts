import fc from 'fast-check'
import { expect, test, vi } from 'vitest'

interface Base64 {
  readonly fromBase64: (text: string) => Uint8Array | null
  readonly toBase64: (bytes: Uint8Array) => string
}

/** The module chooses its decoder when it is loaded, so each way is a fresh copy of it. */
async function loaded(without: readonly ('native' | 'Buffer')[]): Promise<Base64> {
  const native = Uint8Array as { fromBase64?: unknown }
  const view = Uint8Array.prototype as { toBase64?: unknown }
  const kept = { from: native.fromBase64, to: view.toBase64, Buffer: globalThis.Buffer }
  vi.resetModules()
  if (without.includes('native')) {
    delete native.fromBase64
    delete view.toBase64
  }
  if (without.includes('Buffer')) vi.stubGlobal('Buffer', undefined)
  const module = await import('./base64.ts')
  vi.unstubAllGlobals()
  return module
}

const ways = [
  ['native where there is one', []],
  ['Buffer', ['native']],
  ['atob', ['native', 'Buffer']],
] as const

test.each(ways)('%s: what was encoded comes back', async (_way, without) => {
  const { fromBase64, toBase64 } = await loaded(without)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
    }),
  )
  const large = Uint8Array.from({ length: 100_001 }, (_, index) => index * 7)
  expect(fromBase64(toBase64(large))).toEqual(large)
})

test.each(ways)('%s: only canonical base64 is taken', async (_way, without) => {
  const { fromBase64 } = await loaded(without)
  const refused = [
    'A',
    'AA',
    'AAA',
    'AA=',
    'AA==A',
    'AAA=A',
    'AA-_',
    'AA==\n',
    ' AAA',
    'AA AAA==',
    'AB==',
    'AAB=',
    '====',
    'A===',
    'AAA\u00e9',
  ]
  expect(refused.map((text) => fromBase64(text))).toEqual(refused.map(() => null))
  expect(fromBase64('')).toEqual(new Uint8Array())
})

test.each(ways)('%s: a decoded picture owns its memory', async (_way, without) => {
  const { fromBase64 } = await loaded(without)
  const bytes = fromBase64('AAAA')
  expect(bytes?.buffer.byteLength).toBe(3)
})
