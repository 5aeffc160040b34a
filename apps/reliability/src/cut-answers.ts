import assert from 'node:assert/strict'
import { streamImage } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { createEmulator, type EmulatorOptions } from '@image-stream/emulator'
import { sharpCodecs } from '@image-stream/emulator/node'
import { allowAnyone, createImageRelay } from '@image-stream/server'

/** The bytes of one whole answer, and what the first of them must come to: read from the bytes alone, by the wire's own rules. */
export interface RecordedAnswer {
  readonly name: string
  /** `gemini`: as the endpoint sends it. `run`: as the relay does. */
  readonly protocol: 'gemini' | 'run'
  readonly bytes: Buffer
  /** Just past each event, its blank line included. */
  readonly edges: readonly number[]
  judge(length: number): Judgement
}

/** What a reader must make of an answer that breaks off. */
export interface Judgement {
  /** A finish was seen, and everything that had begun is complete. */
  readonly isWhole: boolean
  readonly thoughts: string
  /** Pictures of the answer whose bytes are all there, drafts left out. */
  readonly images: readonly Buffer[]
}

/** How many of the emulator's thoughts are kept: an answer has to stay short. */
const keptThoughts = 2

const small = {
  pace: 'instant',
  thoughts: 'always',
  pictureSize: { width: 16, height: 16 },
  signatureLength: 64,
} as const

/** At most 3 KB each: the endpoint's flavours, the relay's protocol, and an answer whose finish reason comes early. */
export async function recordShortAnswers(): Promise<readonly RecordedAnswer[]> {
  const flavours = ['google', 'vertex', 'anyfast'] as const
  const answers = await Promise.all([
    ...flavours.map((flavour) => recordGemini(flavour, { ...small, flavour })),
    recordGemini('google, a finish reason before the second picture', {
      ...small,
      flavour: 'google',
      closer: 'early',
      images: 2,
      pictureSize: { width: 8, height: 8 },
    }),
    recordRun('run protocol', small),
  ])
  for (const { name, bytes } of answers) assert.ok(bytes.length <= 3072, `${name} has ${bytes.length} bytes`)
  return answers
}

/** As large as the real thing: a picture at 1K, and a signature that is larger still. */
export async function recordFullAnswer(): Promise<RecordedAnswer> {
  const codecs = await sharpCodecs()
  return recordGemini('google, full size', {
    flavour: 'google',
    pace: 'instant',
    thoughts: 'always',
    ...(codecs && { codecs }),
  })
}

async function recordGemini(name: string, options: EmulatorOptions): Promise<RecordedAnswer> {
  const emulator = createEmulator(options)
  let body = Buffer.alloc(0)
  const transport = gemini({
    apiKey: 'test',
    async fetch(request) {
      const response = await emulator(request)
      body = Buffer.from(await response.arrayBuffer())
      return new Response(body, response)
    },
  })
  await streamImage('A fox', { transport }).result
  const blocks = splitBlocks(body, options.flavour === 'anyfast' ? '\n\n' : '\r\n\r\n')
  const isThought = (block: Buffer): boolean => block.includes('"thought"')
  const kept = withoutMoreThan(keptThoughts, blocks, isThought)
  return { name, protocol: 'gemini', ...joined(kept), judge: judgeGemini(kept) }
}

async function recordRun(name: string, options: EmulatorOptions): Promise<RecordedAnswer> {
  const emulator = createEmulator(options)
  const relay = createImageRelay({
    apiKey: 'test',
    authorize: allowAnyone,
    upstream: { fetch: (request) => thinned(emulator(request)) },
  })
  let body = Buffer.alloc(0)
  await streamImage('A fox', {
    async fetch(request) {
      const response = await relay(request)
      body = Buffer.from(await response.arrayBuffer())
      return new Response(body, response)
    },
  }).result
  const blocks = splitBlocks(body, '\n\n')
  return { name, protocol: 'run', ...joined(blocks), judge: judgeRun(blocks) }
}

/** The same answer with fewer thoughts. */
async function thinned(answer: Promise<Response>): Promise<Response> {
  const response = await answer
  const blocks = splitBlocks(Buffer.from(await response.arrayBuffer()), '\r\n\r\n')
  const kept = withoutMoreThan(keptThoughts, blocks, (block) => block.includes('"thought"'))
  return new Response(Buffer.concat(kept), response)
}

function splitBlocks(body: Buffer, end: string): readonly Buffer[] {
  const blocks: Buffer[] = []
  for (let start = 0; start < body.length;) {
    const at = body.indexOf(end, start)
    assert.notEqual(at, -1, 'every event ends')
    blocks.push(body.subarray(start, at + end.length))
    start = at + end.length
  }
  return blocks
}

function withoutMoreThan(
  limit: number,
  blocks: readonly Buffer[],
  isCounted: (block: Buffer) => boolean,
): readonly Buffer[] {
  let count = 0
  return blocks.filter((block) => !isCounted(block) || (count += 1) <= limit)
}

function joined(blocks: readonly Buffer[]): Pick<RecordedAnswer, 'bytes' | 'edges'> {
  return { bytes: Buffer.concat(blocks), edges: placesOf(blocks).map(({ end }) => end) }
}

function placesOf(blocks: readonly Buffer[]): readonly { readonly start: number; readonly end: number }[] {
  let end = 0
  return blocks.map(({ length }) => ({ start: end, end: (end += length) }))
}

interface GeminiEvent {
  readonly candidates?: readonly {
    readonly finishReason?: string
    readonly content?: {
      readonly parts?: readonly {
        readonly text?: string
        readonly thought?: boolean
        readonly inlineData?: { readonly data: string }
      }[]
    }
  }[]
}

const dataPrefix = 'data: '

/**
 * An event is complete with the last brace of its JSON: the blank line behind it says nothing more. One that has begun
 * makes the answer less than whole, unless what came of it could still be usage alone.
 */
function judgeGemini(blocks: readonly Buffer[]): RecordedAnswer['judge'] {
  const places = placesOf(blocks)
  const events = blocks.map((block, index) => {
    const json = block.toString().trimEnd()
    const start = places[index]?.start ?? 0
    const value = JSON.parse(json.slice(dataPrefix.length)) as GeminiEvent
    const parts = value.candidates?.flatMap(({ content }) => content?.parts ?? []) ?? []
    return {
      start,
      end: start + Buffer.byteLength(json),
      block,
      isUsage: value.candidates === undefined,
      finishes: value.candidates?.some(({ finishReason }) => finishReason !== undefined) ?? false,
      thought: parts.map(({ text = '', thought }) => (thought ? text : '')).join(''),
      images: parts.flatMap(({ inlineData }) =>
        inlineData ? [pictureIn(block, start, inlineData.data)] : [],
      ),
    }
  })
  return (length) => {
    const complete = events.filter(({ end }) => end <= length)
    const open = events.find(({ start, end }) => start < length && length < end)
    const images = events.flatMap((event) => event.images).filter(({ end }) => end <= length)
    return {
      isWhole:
        images.length > 0 &&
        complete.some(({ finishes }) => finishes) &&
        (!open || open.isUsage || couldBeUsage(open.block.subarray(0, length - open.start))),
      thoughts: complete.map(({ thought }) => thought).join(''),
      images: images.map(({ bytes }) => bytes),
    }
  }
}

/** The bytes are all there when the quote behind them is. */
function pictureIn(
  block: Buffer,
  start: number,
  base64: string,
): { readonly bytes: Buffer; readonly end: number } {
  const end = start + block.indexOf(`"${base64}"`) + base64.length + 2
  return { bytes: Buffer.from(base64, 'base64'), end }
}

function couldBeUsage(begun: Buffer): boolean {
  return `${dataPrefix}{"usage`.startsWith(begun.toString('latin1'))
}

interface RunEvent {
  readonly type: string
  readonly text?: string
  readonly bytes?: string
}

/** An event of the relay is there with its blank line, and the answer with `done`. */
function judgeRun(blocks: readonly Buffer[]): RecordedAnswer['judge'] {
  const places = placesOf(blocks)
  const events = blocks.map((block, index): RunEvent & { readonly end: number } => {
    const data = /^data: (.*)$/m.exec(block.toString())?.[1] ?? '{"type":"comment"}'
    return { ...(JSON.parse(data) as RunEvent), end: places[index]?.end ?? 0 }
  })
  return (length) => {
    const complete = events.filter(({ end }) => end <= length)
    const pieces = complete.filter(({ type }) => type === 'image-data')
    const picture = Buffer.concat(pieces.map(({ bytes = '' }) => Buffer.from(bytes, 'base64')))
    const thoughts = complete.filter(({ type }) => type === 'thought')
    return {
      isWhole: complete.some(({ type }) => type === 'done'),
      thoughts: thoughts.map(({ text = '' }) => text).join(''),
      images: complete.some(({ type }) => type === 'image-ready') ? [picture] : [],
    }
  }
}
