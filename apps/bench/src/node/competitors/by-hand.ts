import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { ReadPicture } from '../competitors.ts'
import { geminiAddress } from '../feed.ts'

/** The least that any reader does. */
export const readAndDrop: ReadPicture = async () => {
  for await (const _bytes of await body());
  return null
}

/** The floor: everything at the end, each step in one native call. */
export const decodeAtEnd: ReadPicture = async () => {
  const pieces: Uint8Array[] = []
  for await (const bytes of await body()) pieces.push(bytes)
  const text = new TextDecoder().decode(Buffer.concat(pieces))
  return pictureOf(text.split('\r\n').filter((line) => line.startsWith('data: ')))
}

/** As it stands in many answers on how to read a stream. */
export const bufferAndSplit: ReadPicture = async () => {
  const decoder = new TextDecoder()
  const lines: string[] = []
  let buffer = ''
  for await (const bytes of await body()) {
    buffer += decoder.decode(bytes, { stream: true })
    const parts = buffer.split('\r\n')
    buffer = parts.pop() ?? ''
    lines.push(...parts.filter((line) => line.startsWith('data: ')))
  }
  return pictureOf(lines)
}

/** What a careful author writes without us. */
export const eventsourceParser: ReadPicture = async () => {
  const events = (await body())
    .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .pipeThrough(new EventSourceParserStream())
  let picture: Uint8Array | null = null
  for await (const { data } of events) picture = pictureIn(data) ?? picture
  return picture
}

async function body(): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(geminiAddress, { method: 'POST', body: '{}' })
  if (!response.body) throw new Error('The answer has no body.')
  return response.body
}

function pictureOf(lines: readonly string[]): Uint8Array | null {
  return lines.map((line) => pictureIn(line.slice('data: '.length))).find((found) => found !== null) ?? null
}

interface Chunk {
  readonly candidates?: readonly {
    readonly content: { readonly parts: readonly { readonly inlineData?: { readonly data: string } }[] }
  }[]
}

function pictureIn(json: string): Uint8Array | null {
  const { candidates = [] } = JSON.parse(json) as Chunk
  const data = candidates[0]?.content.parts[0]?.inlineData?.data
  return data === undefined ? null : Buffer.from(data, 'base64')
}
