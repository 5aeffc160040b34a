import { GoogleGenAI } from '@google/genai'
import { modelId, type ReadPicture } from '../competitors.ts'

export const genai: ReadPicture = async () => {
  const client = new GoogleGenAI({ apiKey: 'bench' })
  const stream = await client.models.generateContentStream({
    model: modelId,
    contents: 'A fox in a paper boat',
  })
  let picture: Uint8Array | null = null
  for await (const { candidates } of stream)
    for (const { inlineData } of candidates?.[0]?.content?.parts ?? [])
      if (inlineData?.data) picture = Buffer.from(inlineData.data, 'base64')
  return picture
}
