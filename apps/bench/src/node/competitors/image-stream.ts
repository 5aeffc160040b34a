import { streamImage, type GeneratedImage } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import type { ReadPicture } from '../competitors.ts'

/** As the README writes it: the picture is there when `result` is. */
export const imageStream: ReadPicture = async () => {
  const { image } = await draw()
  return image
}

/** And its bytes read out, which are kept in a Blob. */
export const imageStreamBytes: ReadPicture = async () => {
  const { image } = await draw()
  return image.bytes()
}

async function draw(): Promise<{ readonly image: GeneratedImage }> {
  const run = streamImage('A fox in a paper boat', { transport: gemini({ apiKey: 'bench' }) })
  for await (const _event of run);
  return run.result
}
