import { gemini } from '@image-stream/core/gemini'
import { useImageStream, type UseImageStream } from '@image-stream/react'
import { memo, type ReactNode } from 'react'
import { mount, prompt, View, type PageProps } from './harness.tsx'

const transport = gemini({ apiKey: 'bench', baseUrl: location.origin, dangerouslyAllowBrowser: true })

/** One component shows everything, and another the picture alone. */
function Page({ count }: PageProps): ReactNode {
  count()
  const { generate, thoughts, image, stream } = useImageStream({ transport })
  return (
    <>
      <View draw={() => void generate(prompt)} thoughts={thoughts} src={image?.url} />
      <Picture stream={stream} count={count} />
    </>
  )
}

const Picture = memo(function Picture({
  stream,
  count,
}: PageProps & Pick<UseImageStream, 'stream'>): ReactNode {
  count('pictureRenders')
  const image = useImageStream(stream, (snapshot) => snapshot.image)
  return image && <img src={image.url} width={64} alt="" />
})

mount(Page)
