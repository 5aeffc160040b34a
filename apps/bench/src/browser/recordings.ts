import type { Answer } from '../answer.ts'
import { importPacked } from '../packed.ts'
import { modelId } from '../node/competitors.ts'

/** What a server sends to a page for one answer of Gemini's. */
export interface Recording {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
  /** Where it is cut when it is played. Otherwise in pieces of one size. */
  readonly pieceEnds?: readonly number[]
}

export interface Recordings {
  readonly gemini: Recording
  readonly relay: RelayRecording
  readonly aiSdk: Recording
  readonly tanstack: Recording
  readonly picture: Recording
}

/** What a relay that keeps runs sends: the events of one, and its picture where they say that it lies. */
export interface RelayRecording {
  readonly events: Recording
  readonly picture: Recording
  readonly picturePath: string
}

const prompt = 'A fox in a paper boat'

/** Each made by the real server side, so that pages are all that differs while they are measured. */
export async function record(answer: Answer): Promise<Recordings> {
  importPacked()
  return {
    gemini: { bytes: answer.stream, headers: sseHeaders },
    relay: await recordRelay(answer),
    aiSdk: await recordAiSdk(answer),
    tanstack: await recordTanstack(answer),
    picture: { bytes: answer.picture, headers: { 'content-type': 'image/png' } },
  }
}

const sseHeaders = { 'content-type': 'text/event-stream' }
const endOfEvent = '\r\n\r\n'

/** An answer that comes event by event, as Gemini sends it. */
export function byEvents({ stream }: Answer): Recording {
  const pieceEnds: number[] = []
  for (let at = stream.indexOf(endOfEvent); at !== -1; at = stream.indexOf(endOfEvent, at + 1))
    pieceEnds.push(at + endOfEvent.length)
  return { bytes: stream, headers: sseHeaders, pieceEnds }
}

/** What the relay sends, as the browser's side of it asks. */
export async function recordRelay(answer: Answer): Promise<RelayRecording> {
  const { createImageStream } = await import('@image-stream/core')
  const relay = await keepingRelay(answer)
  const kept = new Map<string, Recording>()
  const stream = createImageStream({
    async fetch(request) {
      const response = await relay(request)
      const recording = await keep(response)
      kept.set(new URL(request.url).pathname, recording)
      return new Response(recording.bytes, response)
    },
  })
  await stream.generate(prompt)
  await stream.getSnapshot().image?.bytes()
  const [[, events] = [], [picturePath, picture] = []] = kept
  if (!events || !picture || picturePath === undefined)
    throw new Error('The relay was not asked for a picture.')
  return { events, picture, picturePath }
}

/** A relay that keeps runs, over an upstream that gives this answer. */
export async function keepingRelay(answer: Answer): Promise<(request: Request) => Promise<Response>> {
  const { allowAnyone, createImageRelay, createMemoryStore } = await import('@image-stream/server')
  return createImageRelay({
    apiKey: 'bench',
    authorize: allowAnyone,
    store: createMemoryStore(),
    upstream: { fetch: () => Promise.resolve(sse(answer)) },
  })
}

async function recordAiSdk(answer: Answer): Promise<Recording> {
  const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
  const { streamText } = await import('ai')
  const google = createGoogleGenerativeAI({ apiKey: 'bench', fetch: () => Promise.resolve(sse(answer)) })
  const result = streamText({ model: google(modelId), prompt })
  return keep(result.toUIMessageStreamResponse({ sendReasoning: true }))
}

async function recordTanstack(answer: Answer): Promise<Recording> {
  const { generateImage, toServerSentEventsResponse } = await import('@tanstack/ai')
  const { createGeminiImage } = await import('@tanstack/ai-gemini')
  const { fetch } = globalThis
  globalThis.fetch = () =>
    Promise.resolve(new Response(answer.unary(), { headers: { 'content-type': 'application/json' } }))
  try {
    const adapter = createGeminiImage(modelId, 'bench')
    return await keep(toServerSentEventsResponse(generateImage({ adapter, prompt, stream: true })))
  } finally {
    globalThis.fetch = fetch
  }
}

function sse({ stream }: Answer): Response {
  return new Response(stream, { headers: sseHeaders })
}

async function keep(response: Response): Promise<Recording> {
  return {
    bytes: new Uint8Array(await response.arrayBuffer()),
    headers: Object.fromEntries(response.headers),
  }
}
