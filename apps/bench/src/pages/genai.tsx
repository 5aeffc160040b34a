import { GoogleGenAI } from '@google/genai'
import { useState, type ReactNode } from 'react'
import { modelId } from '../node/competitors.ts'
import { mount, prompt, View, type PageProps } from './harness.tsx'

const client = new GoogleGenAI({ apiKey: 'bench', httpOptions: { baseUrl: location.origin } })

function Page({ count }: PageProps): ReactNode {
  count()
  const [thoughts, setThoughts] = useState('')
  const [src, setSrc] = useState<string | null>(null)

  async function draw(): Promise<void> {
    const stream = await client.models.generateContentStream({ model: modelId, contents: prompt })
    for await (const { candidates } of stream)
      for (const { text, thought, inlineData } of candidates?.[0]?.content?.parts ?? []) {
        if (text && thought) setThoughts((before) => before + text)
        if (inlineData?.data) setSrc(`data:${inlineData.mimeType};base64,${inlineData.data}`)
      }
  }
  return <View draw={() => void draw()} thoughts={thoughts} src={src} />
}

mount(Page)
