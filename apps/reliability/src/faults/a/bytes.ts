import assert from 'node:assert/strict'
import { cutAt } from '../../../../../packages/core/test/cuts.ts'
import { readByTheStandard, readStrictly } from '../../../../../packages/core/test/vectors/event-streams.ts'
import { finish, parts, picture, pngBytes, sse } from '../../../../../packages/core/test/wire.ts'
import type { Fault } from '../../fault.ts'
import { observeBody } from '../../observe-body.ts'
import { expectSuccess } from '../../observe-run.ts'

/** Sequences of UTF-8 as hexadecimal: right ones, and each way to be wrong that Unicode's conformance clause D92 names. */
const sequences: Readonly<Record<string, readonly string[]>> = {
  valid: [
    '24',
    'c2a2',
    'dfbf',
    'e0a080',
    'e0a4b9',
    'e282ac',
    'ed9fbf',
    'ee8080',
    'efbfbf',
    'f0908080',
    'f09fa68a',
    'f48fbfbf',
  ],
  'a mark': ['efbbbf', 'efbbbfefbbbf'],
  overlong: ['c080', 'c1bf', 'e08080', 'e09fbf', 'f0808080', 'f08fbfbf'],
  surrogate: ['eda080', 'edafbf', 'edb080', 'edbfbf', 'eda0bdedb88a'],
  truncated: ['c2', 'e0a4', 'e282', 'f0', 'f09f', 'f09fa6', 'e28241', 'f09f41'],
  'out of place': ['80', 'bf', '8080', 'f4908080', 'f5808080', 'fe', 'ff'],
}

export const brokenUtf8: Fault = {
  id: 'A8',
  title: 'UTF-8, right and wrong, in every field and cut everywhere: the text of a decoder that has it whole',
  sampleSize: 20,
  *cases() {
    for (const [kind, list] of Object.entries(sequences))
      for (const hex of list) {
        const bytes = Buffer.from(hex, 'hex')
        for (const field of ['data', 'id', 'event', 'retry', ''])
          yield {
            name: `${kind} ${hex} in ${field === '' ? 'a comment' : field}`,
            run: () => everyCut(around(`id: 1\n${field}: a`, bytes, 'b\ndata: x\n\ndata: 2\n\n')),
          }
        yield { name: `${kind} ${hex} in the text of an answer`, run: () => expectText(bytes) }
      }
  },
}

const fields = ['data', 'id', 'event', 'retry', '', 'unknown'] as const

export const nulCharacters: Fault = {
  id: 'A9',
  title: 'NUL in values and names: kept as data, and no id, time or name',
  sampleSize: 24,
  *cases() {
    for (const field of fields)
      for (const [place, value] of Object.entries({
        alone: '\0',
        first: '\x001',
        last: '1\0',
        inside: '1\x001',
      }))
        yield {
          name: `${place} in ${field === '' ? 'a comment' : field}`,
          run() {
            const name = field === 'unknown' ? `data${value}` : field
            const written = field === 'unknown' ? '1' : value
            const body = Buffer.from(`id: 7\nretry: 5\nevent: e\n${name}: ${written}\ndata: x\n\n`)
            assert.deepEqual(readStrictly([body]), {
              events: [
                {
                  event: field === 'event' ? value : 'e',
                  data: field === 'data' ? `${value}\nx` : 'x',
                  lastEventId: '7',
                },
              ],
              lastEventId: '7',
              retry: 5,
            })
            return everyCut(body)
          },
        }
  },
}

/** Whole, cut in two anywhere, byte by byte. */
function everyCut(body: Buffer): number {
  const expected = readByTheStandard(body)
  for (let cut = 0; cut <= body.length; cut += 1)
    assert.deepEqual(readStrictly(cutAt(body, [cut])), expected, `cut at ${cut}`)
  assert.deepEqual(readStrictly(cutAt(body, [...body.keys()])), expected, 'byte by byte')
  return body.length + 2
}

async function expectText(sequence: Buffer): Promise<number> {
  const [before = '', after = ''] = sse(parts({ text: 'a@b' })).split('@')
  const rest = sse(picture(pngBytes(8, 6)), finish('STOP'))
  const body = around(before, sequence, after + rest)
  const text = `a${new TextDecoder('utf-8', { ignoreBOM: true }).decode(sequence)}b`
  const first = Buffer.byteLength(before)
  for (let cut = first; cut <= first + sequence.length; cut += 1)
    assert.equal(expectSuccess(await observeBody(cutAt(body, [cut]))).text, text)
  return sequence.length + 1
}

function around(before: string, bytes: Buffer, after: string): Buffer {
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)])
}
