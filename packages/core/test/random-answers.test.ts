import { expect, test } from 'vitest'
import type { AnswerPart } from '../src/answer.ts'
import { createAnswerKeeper } from '../src/gemini/answer-keeper.ts'
import { readAnswer } from '../src/gemini/read-answer.ts'
import { createStallWatch } from '../src/stall-watch.ts'
import { cutAt, cutAtRandom, seededRandom } from './cuts.ts'
import { writeRandomAnswer } from './random-answers.ts'
import { readByTheStandard } from './vectors/event-streams.ts'

/** As many as `STREAMS` says: 10,000 take half a minute. Each has its own seed, from 1. */
const streams = Number(process.env['STREAMS'] ?? 1_000)
const streamsOfATest = 250

interface Reading {
  thoughts: string
  text: string
  /** In order, drafts among them. */
  readonly pictures: { readonly bytes: string; readonly draft: boolean }[]
  /** What an edit sends back. */
  readonly answer: { readonly image?: number; readonly text?: string; readonly signature?: string }[]
}

/** The whole text at hand: `JSON.parse`, and Node's base64. */
function readWhole(bytes: Uint8Array): Reading {
  const reading: Reading = { thoughts: '', text: '', pictures: [], answer: [] }
  let images = 0
  for (const { data } of readByTheStandard(bytes).events)
    for (const part of partsOf(data)) {
      const signature = part.thoughtSignature ?? part.thought_signature
      const picture = part.inlineData ?? part.inline_data
      const draft = part.thought === true
      if (picture) reading.pictures.push({ bytes: hexOf(Buffer.from(picture.data, 'base64')), draft })
      else reading[draft ? 'thoughts' : 'text'] += part.text ?? ''
      if (draft) continue
      const signed = signature ? { signature } : {}
      if (picture) reading.answer.push({ image: images++, ...signed })
      else if (part.text !== undefined && (part.text !== '' || signature))
        reading.answer.push({ text: part.text, ...signed })
    }
  return reading
}

interface WirePart {
  readonly text?: string
  readonly thought?: boolean
  readonly inlineData?: { readonly data: string }
  readonly inline_data?: { readonly data: string }
  readonly thoughtSignature?: string
  readonly thought_signature?: string
}

function partsOf(json: string): readonly WirePart[] {
  const { candidates } = JSON.parse(json) as { candidates: { content: { parts: WirePart[] } }[] }
  return candidates.flatMap(({ content }) => content.parts)
}

async function readInPieces(pieces: readonly Uint8Array[]): Promise<Reading> {
  const reading: Reading = { thoughts: '', text: '', pictures: [], answer: [] }
  const keeper = createAnswerKeeper({ signs: false })
  const watch = createStallWatch(
    { firstEventMs: 60_000, idleMs: 60_000, totalMs: 60_000 },
    new AbortController().signal,
  )
  let parts: Uint8Array[] = []
  for await (const event of readAnswer(respond(pieces), watch, {
    secret: '',
    hasReferences: false,
    keeper,
  })) {
    if (event.type === 'thought') reading.thoughts += event.text
    if (event.type === 'text') reading.text += event.text
    if (event.type === 'image-start') parts = []
    if (event.type === 'image-data') parts.push(event.bytes)
    if (event.type === 'image-end')
      reading.pictures.push({ bytes: hexOf(Buffer.concat(parts)), draft: event.draft })
    if (event.type === 'answer') reading.answer.push(...(await Promise.all(event.parts.map(toPlain))))
    if (event.type === 'error') throw event.error
  }
  watch.end()
  return reading
}

async function toPlain(part: AnswerPart): Promise<Reading['answer'][number]> {
  const { signature, ...content } = part
  return { ...content, ...(signature && { signature: await signature.text() }) }
}

function respond(pieces: readonly Uint8Array[]): Response {
  let next = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces[next++]
      if (piece) controller.enqueue(piece)
      else controller.close()
    },
  })
  return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>)
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

const tests = Array.from(
  { length: Math.ceil(streams / streamsOfATest) },
  (_, index) => index * streamsOfATest + 1,
)

test.each(tests)(
  'answers made and cut by chance are read as whole ones, from seed %i',
  { timeout: 60_000 },
  async (first) => {
    for (let seed = first; seed < first + streamsOfATest; seed += 1) {
      const random = seededRandom(seed)
      const bytes = writeRandomAnswer(random)
      const pieces =
        seed % 10 === 0 && bytes.length < 4_000 ? cutAt(bytes, [...bytes.keys()]) : cutAtRandom(bytes, random)
      expect({ seed, ...(await readInPieces(pieces)) }).toEqual({ seed, ...readWhole(bytes) })
    }
  },
)
