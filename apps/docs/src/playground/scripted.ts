import {
  createImageStream,
  isTerminal,
  type ImageStream,
  type ImageStreamEvent,
  type Transport,
} from '@image-stream/core'

export type Script = readonly ImageStreamEvent[]

/** A transport without a network: gives each run its script. One that does not come to an end stands still there. */
function scripted(scripts: readonly Script[]): Transport {
  const next = scripts.values()
  return {
    async *run(_request, signal) {
      const script = next.next().value ?? []
      yield* script
      const last = script.at(-1)
      if (!last || !isTerminal(last))
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
    },
  }
}

/** A stream whose runs go as they are written: the real machine, stopped where one wants to look at it. */
export function scriptedStream(...scripts: readonly Script[]): ImageStream {
  return createImageStream({ transport: scripted(scripts) })
}

/** The events of a whole picture in a file, in pieces; `share` of it is sent. */
export async function pictureEvents(url: string, index: number, share = 1): Promise<Script> {
  const response = await fetch(url)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const sent = bytes.slice(0, Math.round(bytes.byteLength * share))
  return [
    { type: 'image-start', index, mediaType: 'image/webp', width: 1376, height: 768 },
    { type: 'image-data', index, bytes: sent },
  ]
}

export async function wholePicture(url: string, index: number, draft = false): Promise<Script> {
  const events = await pictureEvents(url, index)
  const data = events.find((event) => event.type === 'image-data')
  return [...events, { type: 'image-end', index, byteLength: data?.bytes.byteLength ?? 0, draft }]
}
