import { decodeBase64 } from './base64.ts'
import { invalidArgument } from './errors.ts'
import { readPayload, type Message } from './fields.ts'
import type { Flavour } from './options.ts'
import { requestSchema } from './schema.ts'

/** One part of a turn, of the kinds that matter here. */
export interface RequestPart {
  readonly text: string | null
  readonly image: InlineImage | null
  /** The address of a file that lies elsewhere. */
  readonly fileUri: string | null
  readonly thought: boolean
  readonly signature: string | null
}

export interface InlineImage {
  readonly mediaType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface RequestTurn {
  readonly role: string
  readonly parts: readonly RequestPart[]
}

/** A request whose names and types are right; whether the model can do it is another question. */
export interface GenerateRequest {
  readonly turns: readonly RequestTurn[]
  /** The last user turn's text. */
  readonly prompt: string
  readonly system: string
  readonly modalities: readonly string[]
  readonly aspectRatio: string | null
  readonly imageSize: string | null
  readonly mediaType: string | null
  /** Both `imageConfig` and its newer twin were given. */
  readonly twoImageConfigs: boolean
  readonly includeThoughts: boolean
  readonly thinkingLevel: string | null
  readonly thinkingBudget: number | null
  readonly seed: number | null
  readonly temperature: number | null
  readonly topP: number | null
  readonly candidateCount: number | null
  readonly maxOutputTokens: number | null
  readonly tools: readonly Message[]
  /** One of the tools is Google Search. */
  readonly searches: boolean
  readonly cachedContent: string | null
}

/**
 * Reads the JSON text of a request.
 * @throws ApiError 400 in the endpoint's words.
 */
export function readRequest(body: string, flavour: Flavour): GenerateRequest {
  const payload = readPayload(requestSchema(flavour), parseJson(body))
  const turns = asMessages(payload['contents']).map(readTurn)
  const config = asMessage(payload['generationConfig'])
  const imageConfig = asMessage(config['imageConfig'])
  const twin = asMessage(asMessage(config['responseFormat'])['image'])
  const image = { ...imageConfig, ...twin }
  const thinking = asMessage(config['thinkingConfig'])
  const tools = asList<unknown>(payload['tools']).map(asMessage)
  return {
    turns,
    prompt: textOf(turns.findLast((turn) => turn.role !== 'model')),
    system: textOf(readTurn(asMessage(payload['systemInstruction']))),
    modalities: asList<string>(config['responseModalities']).map((name) => name.toUpperCase()),
    aspectRatio: orNull<string>(image['aspectRatio']),
    imageSize: orNull<string>(image['imageSize']),
    mediaType: orNull<string>(image['mimeType'] ?? asMessage(image['imageOutputOptions'])['mimeType']),
    twoImageConfigs: config['imageConfig'] !== undefined && Object.keys(twin).length > 0,
    includeThoughts: thinking['includeThoughts'] === true,
    thinkingLevel: orNull<string>(thinking['thinkingLevel'])?.toLowerCase() ?? null,
    thinkingBudget: orNull<number>(thinking['thinkingBudget']),
    seed: orNull<number>(config['seed']),
    temperature: orNull<number>(config['temperature']),
    topP: orNull<number>(config['topP']),
    candidateCount: orNull<number>(config['candidateCount']),
    maxOutputTokens: orNull<number>(config['maxOutputTokens']),
    tools,
    searches: tools.some((tool) => Object.keys(tool).some(isSearch)),
    cachedContent: orNull<string>(payload['cachedContent']),
  }
}

export function isSearch(tool: string): boolean {
  return /^google_?search$/i.test(tool)
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'not JSON'
    throw invalidArgument(`Invalid JSON payload received. ${problem}`)
  }
}

function readTurn(content: Message): RequestTurn {
  return {
    role: orNull<string>(content['role']) ?? 'user',
    parts: asMessages(content['parts']).map(readPart),
  }
}

function readPart(part: Message): RequestPart {
  const inline = part['inlineData']
  return {
    text: orNull<string>(part['text']),
    image: inline === undefined ? null : readImage(asMessage(inline)),
    fileUri:
      part['fileData'] === undefined ? null : (orNull<string>(asMessage(part['fileData'])['fileUri']) ?? ''),
    thought: part['thought'] === true,
    signature: orNull<string>(part['thoughtSignature']),
  }
}

function readImage(inline: Message): InlineImage {
  return {
    mediaType: orNull<string>(inline['mimeType']) ?? '',
    bytes: decodeBase64(orNull<string>(inline['data']) ?? '') ?? new Uint8Array(),
  }
}

function textOf(turn: RequestTurn | undefined): string {
  return (turn?.parts ?? [])
    .flatMap((part) => (part.text === null || part.thought ? [] : [part.text]))
    .join('\n')
}

// The schema has checked the types: the casts below only give them their names back.

function asMessage(value: unknown): Message {
  return typeof value === 'object' && value !== null ? (value as Message) : {}
}

function asMessages(value: unknown): readonly Message[] {
  return asList<Message>(value)
}

function asList<T>(value: unknown): readonly T[] {
  return (value as readonly T[] | undefined) ?? []
}

function orNull<T>(value: unknown): T | null {
  return (value as T | undefined) ?? null
}
