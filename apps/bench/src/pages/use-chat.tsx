import { useChat } from '@ai-sdk/react'
import type { ReactNode } from 'react'
import { mount, prompt, View, type PageProps } from './harness.tsx'

function Page({ count }: PageProps): ReactNode {
  count()
  const { messages, sendMessage } = useChat()
  const parts = messages.findLast(({ role }) => role === 'assistant')?.parts ?? []
  const thoughts = parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')
  const file = parts.find((part) => part.type === 'file')
  return <View draw={() => void sendMessage({ text: prompt })} thoughts={thoughts} src={file?.url} />
}

mount(Page)
