import type { ReactNode } from 'react'
import {
  createImageStream,
  useImageStream,
  type GeneratedImage,
  type ImageStream,
  type ImageStreamError,
  type RunResult,
  type Snapshot,
  type Turn,
} from './index.ts'

export function Narrowed(): ReactNode {
  const { status, image, incoming, error, startedAt, input } = useImageStream()
  switch (status) {
    case 'idle':
      return startedAt satisfies null
    case 'submitted':
    case 'thinking':
      return new Date(startedAt).toISOString() + input.prompt
    case 'receiving':
      return incoming.width
    case 'success':
      return image.url
    case 'error':
      return error.code
    case 'stopped':
      return input.prompt
    default:
      return status satisfies never
  }
}

export function Selected(): ReactNode {
  const stream = createImageStream()
  const image: GeneratedImage | null = useImageStream(stream, (snapshot) => snapshot.image)
  return image?.url
}

export function ActionsAsHandlers(): ReactNode {
  const { undo, retry, stop, edit, generate } = useImageStream()
  return (
    <>
      <button onClick={undo} />
      <button onClick={stop} />
      <button onClick={() => void retry()} />
      {/* @ts-expect-error an event is no prompt */}
      <button onClick={(event) => void edit(event)} />
      {/* @ts-expect-error an event is no prompt */}
      <button onClick={(event) => void generate(event)} />
    </>
  )
}

/** A session that comes from a database: what `onRunEnd` said of each turn has its type. */
export function Project({ saved }: { readonly saved: readonly Turn<{ pictureId: string }>[] }): ReactNode {
  const { busy, startedAt, input, head, turns, stream } = useImageStream<{ pictureId: string }>({
    id: 'project-1',
    initialTurns: saved,
    onFinish(result) {
      if (result.status === 'success') document.title = result.data?.pictureId ?? ''
    },
  })
  // @ts-expect-error it is a text
  void head?.data?.pictureId.toFixed()
  // Whoever does not care takes any stream.
  const child: ImageStream = stream
  void child
  if (busy) return `${input.prompt}, since ${new Date(startedAt).toLocaleTimeString()}`
  return turns.map(({ data }) => data?.pictureId)
}

export type Generate = ReturnType<typeof useImageStream>['generate']

export function traps(snapshot: Snapshot, result: RunResult, error: ImageStreamError): unknown {
  // @ts-expect-error an error result has no picture: yesterday's cannot be uploaded by mistake
  if (result.status === 'error') void result.image
  // @ts-expect-error incoming is null while thinking
  if (snapshot.status === 'thinking') void snapshot.incoming.width
  // @ts-expect-error only errors that have a time carry one
  if (error.code === 'blocked') void error.retryAt
  // @ts-expect-error a snapshot is not changed
  snapshot.status = 'idle'
  if (error.code === 'quota') return error.retryAt
  return null
}
