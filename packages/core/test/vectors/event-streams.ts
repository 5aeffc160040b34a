import assert from 'node:assert/strict'
import { createEventStreamReader, createTextDecoder } from '../../src/event-stream.ts'
import { createFrameSplitter } from '../../src/gemini/frames.ts'
import { createPayloadLifter } from '../../src/gemini/payloads.ts'
import { cutAtRandom, cutEveryWay, seededRandom, type CutPlan } from '../cuts.ts'
import { describePieces, readVectors, type Check, type CheckSet } from './check.ts'

interface EventStreamCase {
  readonly id: string
  readonly connects?: boolean
  readonly bodyBase64?: string
  /** As it was recorded, one network read each. */
  readonly chunksBase64?: readonly string[]
  readonly events: readonly {
    readonly event?: string
    readonly data: string
    readonly id?: string
    readonly lastEventId?: string
  }[]
  readonly retry?: number | null
  readonly finalLastEventId?: string
}

/** What an event stream says, as an `EventSource` would have it. */
export interface Reading {
  readonly events: readonly { readonly event: string; readonly data: string; readonly lastEventId: string }[]
  readonly lastEventId: string
  readonly retry: number | null
}

/** The strict stage behind both transports. */
export function readStrictly(pieces: Iterable<Uint8Array>): Reading {
  const events: { event: string; data: string; lastEventId: string }[] = []
  let lastEventId = ''
  let retry: number | null = null
  const reader = createEventStreamReader({
    onEvent: ({ event = 'message', data }) => events.push({ event, data, lastEventId }),
    onId: (id) => (lastEventId = id),
    onRetry: (milliseconds) => (retry = milliseconds),
  })
  const text = createTextDecoder()
  for (const piece of pieces) reader.push(text.decode(piece, { stream: true }))
  return { events, lastEventId, retry }
}

/** The data of the events that Gemini's stages give before the stream's end. */
export function readLeniently(pieces: Iterable<Uint8Array>): readonly string[] {
  const lifter = createPayloadLifter()
  const frames = createFrameSplitter()
  const texts: string[] = []
  for (const piece of pieces)
    for (const item of lifter.push(piece))
      if (item.type === 'text') texts.push(...frames.push(item.text).map(({ text }) => text))
  return texts
}

/** The standard's rules, word for word and with the whole text at hand: what the stages are compared with. */
export function readByTheStandard(bytes: Uint8Array): Reading {
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/)
  // What follows the last line end is no line yet.
  lines.pop()
  const events: { event: string; data: string; lastEventId: string }[] = []
  let [data, event, id, lastEventId] = ['', '', '', '']
  let retry: number | null = null
  for (const line of lines) {
    if (line === '') {
      lastEventId = id
      if (data !== '') events.push({ event: event || 'message', data: data.slice(0, -1), lastEventId })
      data = ''
      event = ''
      continue
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'data') data += `${value}\n`
    if (field === 'id' && !value.includes('\0')) id = value
    if (field === 'retry' && /^[0-9]+$/.test(value)) retry = Number.parseInt(value, 10)
  }
  return { events, lastEventId, retry }
}

/** Byte order marks are not there for Gemini's stages, wherever a line begins with them. */
export function withoutMarks(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  return new TextEncoder().encode(text.replaceAll(/(^|\r\n|\r|\n)\uFEFF+/g, '$1'))
}

/** Every body that an `EventSource` would open, through both stages. */
export function eventStreamChecks(plan: CutPlan): readonly CheckSet[] {
  const cases = [
    ...readVectors<EventStreamCase>('sse/wpt-format-cases.json').cases,
    ...readVectors<EventStreamCase>('sse/eventsource-parser-cases.json').cases,
  ].filter(({ connects }) => connects !== false)
  const beyond = cases.filter((each) => dataOf(leniently(each)).join() !== dataOf(each).join())
  return [
    {
      what: 'event streams, strict stage',
      checks: cases.map((each) => strictCheck(each, plan)),
    },
    {
      what: 'event streams, reference of the fuzz',
      checks: cases.map((each) => standardCheck(each)),
    },
    {
      what: 'event streams, Gemini’s stages until the end',
      checks: cases.map((each) => lenientCheck(each, plan)),
      remark: `strict, but for the byte order marks of ${beyond.map(({ id }) => id).join(', ')}`,
    },
  ]
}

function strictCheck(each: EventStreamCase, plan: CutPlan): Check {
  return {
    name: `strict: ${each.id}`,
    run() {
      let runs = 0
      for (const pieces of waysOf(each, plan)) {
        runs += 1
        expectReading(each, readStrictly(pieces), pieces)
      }
      return runs
    },
  }
}

/** The reference that random streams are compared with is held to the vectors itself. */
function standardCheck(each: EventStreamCase): Check {
  return {
    name: `reference: ${each.id}`,
    run() {
      expectReading(each, readByTheStandard(bodyOf(each)), [bodyOf(each)])
      return 1
    },
  }
}

function lenientCheck(each: EventStreamCase, plan: CutPlan): Check {
  return {
    name: `Gemini: ${each.id}`,
    run() {
      const expected = dataOf(leniently(each))
      let runs = 0
      for (const pieces of waysOf(each, plan)) {
        runs += 1
        assert.deepEqual(readLeniently(pieces), expected, `${each.id} as ${describePieces(pieces)}`)
      }
      return runs
    },
  }
}

function leniently(each: EventStreamCase): Reading {
  return readByTheStandard(withoutMarks(bodyOf(each)))
}

function dataOf({ events }: Pick<EventStreamCase, 'events'> | Reading): readonly string[] {
  return events.map(({ data }) => data)
}

function bodyOf({ bodyBase64, chunksBase64 = [] }: EventStreamCase): Uint8Array {
  return Buffer.concat((bodyBase64 === undefined ? chunksBase64 : [bodyBase64]).map(toBytes))
}

function* waysOf(each: EventStreamCase, plan: CutPlan): Generator<readonly Uint8Array[]> {
  if (each.chunksBase64) yield each.chunksBase64.map(toBytes)
  yield* cutEveryWay(bodyOf(each), plan)
}

function toBytes(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64')
}

/** What a vector does not speak of is not compared, but for the time to wait: without a word it must not be set. */
function expectReading(each: EventStreamCase, reading: Reading, pieces: readonly Uint8Array[]): void {
  const { finalLastEventId = reading.lastEventId, retry = null } = each
  const events = each.events.map(({ event = 'message', data, id, lastEventId = id }, index) => ({
    event,
    data,
    lastEventId: lastEventId ?? reading.events[index]?.lastEventId,
  }))
  const expected = { events, lastEventId: finalLastEventId, retry }
  assert.deepEqual(reading, expected, `${each.id} as ${describePieces(pieces)}`)
}

/** Streams made by chance of what event streams are made of, cut at random: as the standard reads them whole. */
export function randomStreamCheck(seed: number, streams: number): Check {
  return {
    name: `random streams, seed ${seed}`,
    run() {
      const random = seededRandom(seed)
      for (let count = 0; count < streams; count += 1) {
        const text = Array.from({ length: 1 + Math.floor(random() * 40) }, () =>
          pick(fragments, random),
        ).join('')
        const bytes = Buffer.from(text)
        const pieces = cutAtRandom(bytes, random)
        const how = `${JSON.stringify(text)} as ${describePieces(pieces)}`
        assert.deepEqual(readStrictly(pieces), readByTheStandard(bytes), how)
        // Data without whole JSON has no leniency but for marks.
        const lenient = dataOf(readByTheStandard(withoutMarks(bytes)))
        if (!/[}\]]/.test(text)) assert.deepEqual(readLeniently(pieces), lenient, `Gemini: ${how}`)
      }
      return streams
    },
  }
}

const fieldNames = ['data', 'event', 'id', 'retry', 'da', 'datax', 'Data', 'x']
const lineEnds = ['\n', '\n', '\r', '\r\n', '\n\n', '\r\r']
const others = [
  ':',
  ': ',
  ' ',
  '12',
  '0',
  '雪',
  '🦊',
  '\uFEFF',
  '\0',
  '\u2028',
  '{"a":',
  'data: x\n',
  'id: 7\n',
]
const fragments = [...fieldNames, ...lineEnds, ...others]

function pick<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)]
}
