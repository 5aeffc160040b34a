import { createEmulator } from '@image-stream/emulator'
import { gemini } from '../src/gemini/index.ts'
import type { GeneratedImage } from '../src/image.ts'
import { streamImage } from '../src/stream-image.ts'

/** A picture as the model sends it: a JPEG with content credentials. */
export async function drawInPage(): Promise<GeneratedImage> {
  const fetch = createEmulator({ pace: 'instant' })
  const transport = gemini({ apiKey: 'test', dangerouslyAllowBrowser: true, fetch })
  const { image } = await streamImage({ prompt: 'A fox in a paper boat', aspectRatio: '16:9' }, { transport })
    .result
  return image
}
