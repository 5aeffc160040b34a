import { useImageStream } from '@image-stream/react'
import type { ReactNode } from 'react'
import { mount, prompt, View, type PageProps } from './harness.tsx'

function Page({ count }: PageProps): ReactNode {
  count()
  const { generate, thoughts, incoming, image } = useImageStream()
  return (
    <View draw={() => void generate(prompt)} thoughts={thoughts} src={incoming ? incoming.url : image?.url} />
  )
}

mount(Page)
