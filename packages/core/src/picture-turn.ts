import { createImage } from './image.ts'
import { headerProbeBytes, readImageHeader, type ImageHeader } from './image-header.ts'
import { randomId } from './random-id.ts'
import { readReferences } from './references.ts'
import type { Turn } from './turns.ts'

/**
 * A picture of the user's own as a turn: nothing was asked, and nothing is paid.
 * @throws ImageStreamError `invalid-input` for what is no JPEG, PNG or WebP; `too-large`.
 */
export async function toPictureTurn(file: Blob): Promise<Turn> {
  const [reference] = await readReferences([{ image: file }])
  if (!reference) throw new TypeError('A reference was read from one picture.')
  const header = (await probe(file.slice(0, headerProbeBytes))) ?? (await probe(file))
  const { width, height } = header?.size ?? { width: 0, height: 0 }
  const id = randomId()
  const image = createImage({ id, mediaType: reference.mediaType, width, height, data: file })
  const turn = { id, parentId: null, prompt: '', input: null, images: [image], text: '', thoughts: '' }
  return { ...turn, usage: null, cost: null, createdAt: Date.now() }
}

async function probe(blob: Blob): Promise<ImageHeader | null> {
  const header = readImageHeader(new Uint8Array(await blob.arrayBuffer()))
  return header?.size ? header : null
}
