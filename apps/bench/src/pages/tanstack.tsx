import { fetchServerSentEvents, useGenerateImage } from '@tanstack/ai-react'
import type { ReactNode } from 'react'
import { mount, prompt, View, type PageProps } from './harness.tsx'

const connection = fetchServerSentEvents('/api/tanstack')

function Page({ count }: PageProps): ReactNode {
  count()
  const { generate, result } = useGenerateImage({ connection })
  const base64 = result?.images[0]?.b64Json
  return <View draw={() => void generate({ prompt })} src={base64 && `data:image/png;base64,${base64}`} />
}

mount(Page)
