import { EventSourceParserStream } from 'eventsource-parser/stream'
import { useState, type ReactNode } from 'react'
import { mount, View, type PageProps } from './harness.tsx'

interface Chunk {
  readonly candidates?: readonly {
    readonly content: {
      readonly parts: readonly { readonly text?: string; readonly inlineData?: { readonly data: string } }[]
    }
  }[]
}

/** What a careful author writes without a library of ours or others, but for the parser. */
export function mountByHand(decode: (base64: string) => Uint8Array<ArrayBuffer>): void {
  function Page({ count }: PageProps): ReactNode {
    count()
    const [thoughts, setThoughts] = useState('')
    const [src, setSrc] = useState<string | null>(null)

    async function draw(): Promise<void> {
      const { body } = await fetch('/v1beta/models/any:streamGenerateContent?alt=sse', { method: 'POST' })
      if (!body) return
      const events = body
        .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
        .pipeThrough(new EventSourceParserStream())
      for await (const { data } of events)
        for (const { text, inlineData } of (JSON.parse(data) as Chunk).candidates?.[0]?.content.parts ?? []) {
          if (text) setThoughts((before) => before + text)
          if (inlineData)
            setSrc(URL.createObjectURL(new Blob([decode(inlineData.data)], { type: 'image/png' })))
        }
    }
    return <View draw={() => void draw()} thoughts={thoughts} src={src} />
  }

  mount(Page)
}
