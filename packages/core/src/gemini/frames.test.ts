import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutAt, seededRandom } from '../../test/cuts.ts'
import { oddities, writeOddStream, type Oddity } from '../../test/odd-streams.ts'
import { runBody, type BodyRun } from '../../test/run-body.ts'
import { finish, parts, picture, pngBytes, thought, usageMetadata } from '../../test/wire.ts'
import { createFrameSplitter, type Frame } from './frames.ts'
import { createPayloadLifter, type Lifted } from './payloads.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What both stages make of a body, before and after its end. */
function read(pieces: readonly Uint8Array[]): readonly Frame[] {
  const lifter = createPayloadLifter()
  const frames = createFrameSplitter()
  const textOf = (lifted: readonly Lifted[]): Frame[] =>
    lifted.flatMap((item) => (item.type === 'text' ? frames.push(item.text) : []))
  return [...pieces.flatMap((piece) => textOf(lifter.push(piece))), ...textOf(lifter.end()), ...frames.end()]
}

/** What it comes to, cut in two anywhere and byte by byte: each different outcome once. */
function readEveryWay(body: string): readonly (readonly Frame[])[] {
  const whole = bytes(body)
  const ways = [cutAt(whole, [...whole.keys()])]
  for (let cut = 0; cut <= whole.length; cut += 1) ways.push(cutAt(whole, [cut]))
  const outcomes = new Map(ways.map((pieces) => [JSON.stringify(read(pieces)), read(pieces)]))
  return [...outcomes.values()]
}

/** The one outcome of texts that were given when they came, and of those that were given at the end. */
function frames(texts: readonly string[], tails: readonly string[] = []): readonly (readonly Frame[])[] {
  const given = texts.map((text) => ({ text, isTail: false }))
  return [[...given, ...tails.map((text) => ({ text, isTail: true }))]]
}

test('an event that lacks its last blank line is a tail, and so is half of one', () => {
  for (const end of ['', '\n', '\r', '\r\n'])
    expect(readEveryWay(`data: {"a":\ndata: 1}\n\ndata: [\ndata: 2${end}`)).toEqual(
      frames(['{"a":\n1}'], ['[\n2']),
    )
})

test('whole JSON is given at the end of its line, without waiting for a blank one', () => {
  for (const end of ['\n', '\r', '\r\n'])
    expect(readEveryWay(`data: {"a":1}${end}data: [{"b":"}"}]${end}data: {"c":`)).toEqual(
      frames(['{"a":1}', '[{"b":"}"}]'], ['{"c":']),
    )
})

test('what is no JSON waits for its blank line', () => {
  expect(readEveryWay('data: ping\ndata: pong\n\n')).toEqual(frames(['ping\npong']))
})

test('byte order marks at the start of a line are not there, whatever the line is', () => {
  expect(readEveryWay('\uFEFF\uFEFFdata: {"a":1}\n\n\uFEFFdata: {"a":2}\n\n')).toEqual(
    frames(['{"a":1}', '{"a":2}']),
  )
  expect(readEveryWay('\uFEFF: it\'s "open [{\n\uFEFFdata: {"a":1}\n')).toEqual(frames(['{"a":1}']))
  expect(readEveryWay('\uFEFF{\n  "error": {}\n}')).toEqual(frames([], ['{\n  "error": {}\n}']))
  expect(readEveryWay('\uFEFF\uFEFF[{"a":1}]')).toEqual(frames([], ['[{"a":1}]']))
})

test('a byte order mark in a line is a character', () => {
  expect(readEveryWay('data: "\uFEFF"\n\nda\uFEFFta: 1\n\n')).toEqual(frames(['"\uFEFF"'], ['da\uFEFFta: 1']))
})

test('lines that are no event stream are given as one text at the end', () => {
  expect(readEveryWay('data: {"a":1}\r\n\r\n{\r\n  "error": {\r\n    "code": 499\r\n  }\r\n}\r\n')).toEqual(
    frames(['{"a":1}'], ['{\r\n  "error": {\r\n    "code": 499\r\n  }\r\n}']),
  )
})

test('a line that only begins as a field does is no event', () => {
  expect(readEveryWay('denied by policy\ndata2: {}\ndata: {"a":1}\n\nretry later')).toEqual(
    frames(['{"a":1}'], ['denied by policy\ndata2: {}\nretry later']),
  )
})

test('a line that is left out does not join the line ends around it', () => {
  expect(readEveryWay('data: x\rgarbage\n\ndata: y\rgarbage\r\n\n')).toEqual(
    frames(['x', 'y'], ['garbage\ngarbage']),
  )
})

test('a field that broke off in its name says nothing', () => {
  for (const end of ['d', 'data', 'event', 'id', 'retr', '\uFEFFdat'])
    expect(readEveryWay(`data: {"a":1}\n\n${end}`)).toEqual(frames(['{"a":1}']))
})

test('an error that is no event is found behind lines that nobody knows', () => {
  expect(readEveryWay('x-trace: 1\ndata: {"a":1}\n\nx-trace: 2\n{\n  "error": {}\n}\n')).toEqual(
    frames(['{"a":1}'], ['x-trace: 1\nx-trace: 2', '{\n  "error": {}\n}']),
  )
})

describe('an event stream says the same to a run', () => {
  const png = pngBytes(16, 12, 700)
  const events = [
    thought('Snow: {"data": [“it’s”]}\n\ndata: 🦊'),
    parts(),
    picture(pngBytes(8, 6, 90), { thought: true }),
    parts({ text: 'It is done.', thoughtSignature: 'c2ln' }),
    picture(png),
    { ...finish('STOP'), usageMetadata },
  ].map((event) => JSON.stringify(event))
  const plain = runBody([bytes(writeOddStream(events, new Set(), () => 0))])

  /** Written with these oddities, and cut at these places. */
  function runOdd(
    has: readonly Oddity[],
    { seed, cuts }: { readonly seed: number; readonly cuts: readonly number[] },
  ): Promise<BodyRun> {
    const body = bytes(writeOddStream(events, new Set(has), seededRandom(seed)))
    const offsets = cuts.map((cut) => cut % body.length)
    return runBody(cutAt(body, offsets))
  }
  const chance = fc.record({ seed: fc.nat(), cuts: fc.array(fc.nat(), { maxLength: 12 }) })

  test.each(oddities)('with %s', async (oddity) => {
    expect((await plain).success?.images).toHaveLength(1)
    const property = fc.asyncProperty(chance, async (how) => {
      expect(await runOdd([oddity], how)).toMatchObject({ error: null, events: (await plain).events })
    })
    await fc.assert(property, { numRuns: 100 })
  })

  test('with any of them together', async () => {
    const property = fc.asyncProperty(fc.subarray([...oddities]), chance, async (some, how) => {
      expect(await runOdd(some, how)).toMatchObject({ error: null, events: (await plain).events })
    })
    await fc.assert(property, { numRuns: 1000 })
  })
})
