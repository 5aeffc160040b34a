import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { readUIMessageStream, streamText } from 'ai'
import { modelId, type ReadPicture } from '../competitors.ts'

export const streamTextFiles: ReadPicture = async () => {
  let picture: Uint8Array | null = null
  for await (const part of ask().fullStream) if (part.type === 'file') picture = part.file.uint8Array
  return picture
}

/** What `useChat` holds: messages with the picture as a data URL. */
export const uiMessages: ReadPicture = async () => {
  const stream = ask().toUIMessageStream({ sendReasoning: true })
  let url: string | null = null
  for await (const { parts } of readUIMessageStream({ stream }))
    for (const part of parts) if (part.type === 'file') url = part.url
  return url === null ? null : Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}

function ask() {
  const google = createGoogleGenerativeAI({ apiKey: 'bench' })
  return streamText({ model: google(modelId), prompt: 'A fox in a paper boat' })
}
