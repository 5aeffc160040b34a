import { gemini } from '@image-stream/core/gemini'
import { useImageStream } from '@image-stream/react'
import type { ReactNode } from 'react'
import { mount, prompt, View, type PageProps } from './harness.tsx'

const transport = gemini({ apiKey: 'bench', baseUrl: location.origin, dangerouslyAllowBrowser: true })

function Page({ count }: PageProps): ReactNode {
  count()
  const { generate, thoughts, incoming, image } = useImageStream({ transport })
  // From when its bytes are whole: its signature comes behind them.
  const src = incoming?.url ?? image?.url
  return <View draw={() => void generate(prompt)} thoughts={thoughts} src={src} />
}

mount(Page)
