import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isImageStreamError } from '../errors.ts'
import { createFrameSplitter } from './frames.ts'
import { createPayloadLifter, type Lifted } from './payloads.ts'

const utf8 = new TextEncoder()

interface Read {
  /** What the lifted parts come from: the text with each payload back in its place, escapes undone. */
  readonly source: string
  /** The text, placeholders and all. */
  readonly text: string
  /** The characters of each payload that ended, by placeholder. */
  readonly payloads: ReadonlyMap<string, string>
  /** Payloads that began. */
  readonly fields: readonly string[]
}

/** Pushes the body cut at these places. */
function read(body: string, cuts: readonly number[] = []): Read {
  const bytes = utf8.encode(body)
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  const lifter = createPayloadLifter()
  const lifted: Lifted[] = []
  for (const [index, edge] of edges.slice(1).entries())
    for (const item of lifter.push(bytes.slice(edges[index], edge))) lifted.push(item)
  lifted.push(...lifter.end())

  let source = ''
  const open = new Map<string, string>()
  const payloads = new Map<string, string>()
  for (const item of lifted) {
    if (item.type === 'text') source += item.text
    if (item.type === 'payload-start') {
      open.set(item.id, '')
      if (!source.endsWith(item.id)) throw new Error('A payload begins where its placeholder is not.')
      source = source.slice(0, -item.id.length)
    }
    if (item.type === 'payload-data') {
      const characters = Buffer.from(item.bytes).toString('latin1')
      open.set(item.id, open.get(item.id) + characters)
      source += characters
    }
    if (item.type === 'payload-end') payloads.set(item.id, open.get(item.id) ?? '')
  }
  const text = lifted.map((item) => (item.type === 'text' ? item.text : '')).join('')
  const fields = lifted.flatMap((item) => (item.type === 'payload-start' ? [item.field] : []))
  return { source: collapsed(source), text: collapsed(text), payloads, fields }
}

/** Blank lines are no matter: the lifter adds some. */
function collapsed(text: string): string {
  return text.replaceAll(/[\r\n]+/g, '\n')
}

const image = (data: string, more: object = {}): object => ({
  inlineData: { mimeType: 'image/png', data },
  ...more,
})

test('pictures and signatures are lifted, wherever their keys stand', () => {
  const body = JSON.stringify({
    candidates: [
      {
        content: {
          parts: [image('AAAA', { thoughtSignature: 'BBBB' }), { thoughtSignature: 'CC==', text: 'x' }],
        },
      },
    ],
  })
  const lifted = read(`data: ${body}\n\n`)
  expect([...lifted.payloads]).toEqual([
    ['#1', 'AAAA'],
    ['#2', 'BBBB'],
    ['#3', 'CC=='],
  ])
  expect(lifted.fields).toEqual(['image', 'signature', 'signature'])
  expect(lifted.text).toBe(
    `data: ${body.replace('AAAA', '#1').replace('BBBB', '#2').replace('CC==', '#3')}\n`,
  )
})

test.each([
  ['text that looks like a picture', { text: '"inlineData":{"data":"AAAA"}' }],
  ['data of something else', { other: { data: 'AAAA' } }],
  ['data deeper than the picture', { inlineData: { more: { data: 'AAAA' } } }],
  ['data in a list', { inlineData: [{ more: ['data', 'AAAA'] }] }],
  ['a value that is the key’s name', { text: 'data', a: 'inlineData' }],
  ['no string', { inlineData: { data: 5 }, thoughtSignature: null }],
])('%s stays where it is', (_what, value) => {
  const body = `data: ${JSON.stringify(value)}\n\n`
  expect(read(body)).toMatchObject({ text: collapsed(body), payloads: new Map(), fields: [] })
})

test('escapes in a payload are undone', () => {
  const escaped = String.raw`{"inlineData":{"data":"A\/B\u002b\u003d\u003D"}}`
  for (let cut = 0; cut <= escaped.length; cut += 1)
    expect(read(escaped, [cut]).payloads.get('#1')).toBe('A/B+==')
})

test('an escape that is no base64 is never taken for its letter', () => {
  const escaped = String.raw`{"inlineData":{"data":"AA\nB\t\"\\\u00e9"}}`
  expect(read(escaped).payloads.get('#1')).toBe('AA\0B\0\0\0\0')
})

test('comments and other SSE lines are no JSON, whatever they hold', () => {
  const body =
    ': it\'s "open [{\r\nevent: "x\r\nid: {\r\nretry: [\r\ndata: {"inlineData":{"data":"AAAA"}}\r\n\r\n'
  expect(read(body).payloads.get('#1')).toBe('AAAA')
})

test('an event that breaks off does not spoil the next', () => {
  for (const broken of ['{"inlineData":{"data":"AA', '{"text":"half', '{"a":[{', '{"ke'])
    expect([
      ...read(`data: ${broken}\n\ndata: {"inlineData":{"data":"BBBB"}}\n\n`).payloads.values(),
    ]).toEqual(['BBBB'])
})

test('a blank line is added where an event is whole and there is none', () => {
  for (const eol of ['\n', '\r\n', '\r']) {
    const events = ['{"a":1}', '{"text":"}"}', '{"inlineData":{"data":"AAAA"}}', '[{"a":2}]']
    const body = events.map((event) => `data: ${event}${eol}`).join('')
    for (let cut = 0; cut <= body.length; cut += 1) {
      const lifter = createPayloadLifter()
      const splitter = createFrameSplitter()
      const bytes = utf8.encode(body)
      const texts = [bytes.slice(0, cut), bytes.slice(cut)]
        .flatMap((piece) => lifter.push(piece))
        .flatMap((item) => (item.type === 'text' ? splitter.push(item.text) : []))
      expect(texts.map(({ text }) => text)).toEqual(events.map((event) => event.replace('AAAA', '#1')))
    }
  }
})

test('JSON over several data lines is one event', () => {
  const lifter = createPayloadLifter()
  const splitter = createFrameSplitter()
  const frames = lifter
    .push(utf8.encode('data: {"a":\ndata: [1]\ndata: }\n\n'))
    .flatMap((item) => (item.type === 'text' ? splitter.push(item.text) : []))
  expect(frames.map(({ text }) => JSON.parse(text) as unknown)).toEqual([{ a: [1] }])
})

test('escapes cost no more than other characters', () => {
  const escaped = utf8.encode(`{"inlineData":{"data":"${'\\/'.repeat(500_000)}"}}`)
  const started = performance.now()
  createPayloadLifter().push(escaped)
  // It took 37 s for four times as much when each escape looked for the quote again.
  expect(performance.now() - started).toBeLessThan(5_000)
})

test('a payload without its closing quote never ends', () => {
  const { payloads, fields } = read('data: {"inlineData":{"data":"AAAA')
  expect({ payloads, fields }).toEqual({ payloads: new Map(), fields: ['image'] })
})

test('JSON that is nested without end is refused before it takes memory', () => {
  expect(() => read(`data: ${'['.repeat(100_000)}`)).toThrow(
    expect.toSatisfy((error) => isImageStreamError(error) && error.code === 'protocol'),
  )
})

describe('however a stream is made and cut', () => {
  const base64 = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64'))
  const decoy = fc.constantFrom(
    '"data":"',
    '{"inlineData":{"data":"AAAA"}}',
    '\\',
    '"',
    '#1',
    'data',
    '雪🦊',
    '\u2028',
  )
  const part = fc.oneof(
    fc.record({ text: fc.oneof(fc.string({ unit: 'binary' }), decoy), thought: fc.boolean() }),
    fc.record({ inlineData: fc.record({ mimeType: decoy, data: base64 }), thoughtSignature: base64 }),
    fc.record({ [`thoughtSignature`]: base64, text: decoy }),
    fc.dictionary(decoy, fc.jsonValue(), { maxKeys: 3 }),
  )
  const event = fc.record({
    candidates: fc.array(fc.record({ content: fc.record({ parts: fc.array(part, { maxLength: 4 }) }) })),
  })
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
  const stream = fc.array(fc.tuple(event, lineEnd, fc.constantFrom('', ': "keep[alive')), { maxLength: 5 })

  test('what is lifted, put back, is what was sent', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (events, cuts) => {
        const body = events
          .map(
            ([value, eol, comment]) =>
              `${comment && comment + eol}data: ${JSON.stringify(value)}${eol}${eol}`,
          )
          .join('')
        const lifted = read(body, cuts)
        expect(lifted.source).toBe(collapsed(body))
        const pictures = [...body.matchAll(/"inlineData":\{"mimeType"/g)].length
        expect(lifted.fields.filter((field) => field === 'image').length).toBeLessThanOrEqual(pictures)
      }),
      { numRuns: 500 },
    )
  })

  test('the same payloads come out whole and cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (events, cuts) => {
        const body = events.map(([value, eol]) => `data: ${JSON.stringify(value)}${eol}${eol}`).join('')
        expect(read(body, cuts)).toEqual(read(body))
      }),
      { numRuns: 500 },
    )
  })
})
