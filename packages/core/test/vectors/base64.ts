import assert from 'node:assert/strict'
import type * as Base64 from '../../src/base64.ts'
import { cutEveryWay, type CutPlan } from '../cuts.ts'
import { describePieces, readVectors, type Check, type CheckSet } from './check.ts'

/** The module itself, as it works one way or another. */
type Reading = Pick<typeof Base64, 'fromBase64' | 'createBase64Decoder'>

type Base64Case = readonly [text: string, bytes: readonly number[] | null]

/** In the manner of test262's cases for `Uint8Array.fromBase64` with `lastChunkHandling: 'strict'`. */
const ownCases: readonly Base64Case[] = [
  // Bits that the padding leaves over.
  ['ZXhhZg==', [101, 120, 97, 102]],
  ['ZXhhZh==', null],
  ['ZXhhZo==', null],
  ['ZXhhZv==', null],
  ['ZXhhZmE=', [101, 120, 97, 102, 97]],
  ['ZXhhZmF=', null],
  ['ZXhhZmG=', null],
  ['ZXhhZmH=', null],
  // Padding that is missing, too much, or in the wrong place.
  ['ZXhhZg', null],
  ['ZXhhZg=', null],
  ['ZXhhZmE', null],
  ['ZXhhZgA', null],
  ['Zg===', null],
  ['Zg==Zg==', null],
  ['Zm8=Zm8=', null],
  ['=Zg=', null],
  ['Z=g=', null],
  ['Zg= =', null],
  ['==', null],
  ['====', null],
  // White space of every kind, ASCII and not.
  ...['\t', '\n', '\f', '\r', ' ', '\u000B', '\u00A0', '\uFEFF', '\u2028', '\0'].flatMap((space) =>
    [`${space}Zm9v`, `Zm9v${space}`, `Zm${space}9v`, `Zg=${space}=`, `Zm9v${space.repeat(4)}`].map(
      (text) => [text, null] as const,
    ),
  ),
  // The URL-safe alphabet, and characters beside the standard one.
  ['++//', [251, 239, 255]],
  ['--__', null],
  ['x+/y', [199, 239, 242]],
  ['x-_y', null],
  ...['@', '[', '`', '{', '.', ':', ',', '*', '%', '\\', '"', '\u007F', '\u00E9', '\u0141', '🦊'].map(
    (character) => [`Zm9${character}`, null] as const,
  ),
]

/** The verdict of each vector, held to padding and bits as strictly as our own encoder writes them. */
export function base64Checks(plan: CutPlan, module: Reading): readonly CheckSet[] {
  const { cases: rfc } = readVectors<readonly [plain: string, text: string]>('base64/rfc4648-section10.json')
  const { cases: wpt } = readVectors<Base64Case>('base64/wpt-forgiving-base64.json')
  const plain = rfc.map(([bytes, text]) => [text, [...Buffer.from(bytes)]] as const)
  return [
    { what: 'base64, RFC 4648 section 10', checks: plain.map((each) => toCheck('RFC', each, plan, module)) },
    {
      what: 'base64, WPT',
      checks: wpt.map((each) => toCheck('WPT', toStrict(each), plan, module)),
      remark: 'refused too: white space, no padding, bits left over',
    },
    {
      what: 'base64, own: bits, padding, white space, alphabet',
      checks: ownCases.map((each) => toCheck('own', each, plan, module)),
    },
  ]
}

/** These vectors forgive white space, missing padding and left-over bits, which a strict reader does not. */
function toStrict([text, bytes]: Base64Case): Base64Case {
  const isCanonical = bytes !== null && Buffer.from(bytes).toString('base64') === text
  return [text, isCanonical ? bytes : null]
}

function toCheck(source: string, [text, expected]: Base64Case, plan: CutPlan, module: Reading): Check {
  return {
    name: `${source}: ${JSON.stringify(text)}`,
    run() {
      assert.deepEqual(listOf(module.fromBase64(text)), expected, 'as a text')
      let runs = 1
      for (const pieces of cutEveryWay(Buffer.from(text), plan)) {
        runs += 1
        assert.deepEqual(listOf(decode(pieces, module)), expected, `as ${describePieces(pieces)}`)
      }
      return runs
    },
  }
}

function listOf(bytes: Uint8Array | null): readonly number[] | null {
  return bytes && [...bytes]
}

function decode(pieces: readonly Uint8Array[], { createBase64Decoder }: Reading): Uint8Array | null {
  const decoder = createBase64Decoder(6)
  const decoded: Uint8Array[] = []
  for (const piece of pieces) {
    const whole = decoder.push(piece)
    if (!whole) return null
    decoded.push(...whole)
  }
  const last = decoder.end()
  return last && Buffer.concat([...decoded, last])
}
