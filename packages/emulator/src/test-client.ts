import type { Emulator } from './emulator.ts'
import type { EmulatorOptions, Switches } from './options.ts'

/** Options for tests: no waiting, and little to look at. */
export const QUICK: EmulatorOptions = { pace: 'instant', pictureSize: 'small' }

export const MODEL = 'gemini-3.1-flash-lite-image'

export interface Asking {
  readonly body?: unknown
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly options?: Switches
  readonly scenario?: string
  readonly signal?: AbortSignal
}

/** The request of the README: a prompt, a ratio, and thoughts. */
export function bodyOf(prompt: string, config: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    contents: [{ role: 'user', parts: [{ text: prompt }] }],
    generationConfig: {
      responseModalities: ['TEXT', 'IMAGE'],
      imageConfig: { aspectRatio: '16:9', imageSize: '1K' },
      thinkingConfig: { includeThoughts: true },
      ...config,
    },
  }
}

export function requestOf(asking: Asking = {}): Request {
  const { path = `/v1beta/models/${MODEL}:streamGenerateContent`, query = 'key=test&alt=sse' } = asking
  const body = asking.body ?? bodyOf('A red fox asleep in the snow')
  return new Request(`http://emulator.test${path}?${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(asking.options === undefined ? {} : { 'x-emulator-options': JSON.stringify(asking.options) }),
      ...(asking.scenario === undefined ? {} : { 'x-emulator-scenario': asking.scenario }),
      ...asking.headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(asking.signal === undefined ? {} : { signal: asking.signal }),
  })
}

/** As much of a response chunk as tests look at. */
export interface WireChunk {
  readonly candidates?: readonly {
    readonly content?: { readonly role?: string; readonly parts?: readonly WirePart[] | null }
    readonly finishReason?: string
    readonly finishMessage?: string
    readonly index?: number
  }[]
  readonly promptFeedback?: { readonly blockReason?: string }
  readonly usageMetadata?: Readonly<Record<string, unknown>>
  readonly responseId?: string
  readonly error?: { readonly code: number; readonly message: string; readonly status: string }
}

export interface WirePart {
  readonly text?: string
  readonly thought?: boolean
  readonly thoughtSignature?: string
  readonly inlineData?: { readonly mimeType: string; readonly data: string }
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The `data:` events of the body. */
  readonly chunks: readonly WireChunk[]
  readonly parts: readonly WirePart[]
}

/** Asks, and reads the answer to its end. */
export async function ask(emulator: Emulator, asking: Asking = {}): Promise<Answered> {
  const response = await emulator(requestOf(asking))
  const text = await response.text()
  const chunks = chunksIn(text)
  return {
    status: response.status,
    headers: response.headers,
    text,
    chunks,
    parts: chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []),
  }
}

export function chunksIn(text: string): readonly WireChunk[] {
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice(6)) as WireChunk] : []))
}

export function picturesIn(parts: readonly WirePart[]): readonly WirePart[] {
  return parts.filter(({ inlineData }) => inlineData !== undefined)
}
