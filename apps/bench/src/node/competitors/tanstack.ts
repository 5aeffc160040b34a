import { generateImage } from '@tanstack/ai'
import { createGeminiImage } from '@tanstack/ai-gemini'
import { modelId, type ReadPicture } from '../competitors.ts'

/** Its way to a picture does not stream: one JSON object for all. Its `chat` streams, and leaves pictures out. */
export const tanstackGenerateImage: ReadPicture = async () => {
  const adapter = createGeminiImage(modelId, 'bench')
  const { images } = await generateImage({ adapter, prompt: 'A fox in a paper boat' })
  const base64 = images[0]?.b64Json
  return base64 === undefined ? null : Buffer.from(base64, 'base64')
}
