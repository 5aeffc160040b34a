import type { Readable } from 'svelte/store'
import {
  createImageStream,
  useImageStream,
  type ImageStreamError,
  type RunResult,
  type Snapshot,
  type Turn,
  type UseImageStream,
} from './index.ts'

export function narrowed(stream: UseImageStream): unknown {
  switch (stream.status) {
    case 'idle':
      return stream.startedAt satisfies null
    case 'submitted':
    case 'thinking':
      return new Date(stream.startedAt).toISOString() + stream.input.prompt
    case 'receiving':
      return stream.incoming.width
    case 'success':
      return stream.image.url + stream.head.prompt
    case 'error':
      return stream.error.code
    case 'stopped':
      return stream.input.prompt
    default:
      return stream satisfies never
  }
}

export function narrowedInHandlers(): unknown {
  const stream = useImageStream()
  if (stream.status === 'error') return () => stream.error.code
  if (stream.busy) return () => stream.startedAt.toFixed()
  return () => stream.stop()
}

export function store(): Readable<Snapshot> {
  return useImageStream()
}

/** Every status has every field, so that each can have a getter of its own. */
export type SameFields = Snapshot extends infer Each
  ? keyof Each extends keyof Snapshot
    ? true
    : never
  : never
true satisfies SameFields

export function options(): readonly UseImageStream[] {
  const ratio = '16:9'
  return [
    useImageStream(),
    useImageStream({ api: '/api/pictures' }),
    useImageStream(() => ({ defaults: { aspectRatio: ratio }, onFinish: ({ status }) => status })),
    useImageStream(createImageStream()),
  ]
}

export type Generate = ReturnType<typeof useImageStream>['generate']

export function traps(stream: UseImageStream, result: RunResult, error: ImageStreamError): unknown {
  // @ts-expect-error an error result has no picture: yesterday's cannot be uploaded by mistake
  if (result.status === 'error') void result.image
  // @ts-expect-error incoming is null while thinking
  if (stream.status === 'thinking') void stream.incoming.width
  // @ts-expect-error only errors that have a time carry one
  if (error.code === 'blocked') void error.retryAt
  // @ts-expect-error a snapshot is not changed
  stream.status = 'idle'
  // @ts-expect-error what a component is given is no option
  useImageStream(stream)
  // @ts-expect-error there is no such option
  useImageStream(() => ({ url: '/api' }))
  // @ts-expect-error an event is no prompt
  void ((event: Event) => stream.generate(event))
  if (error.code === 'quota') return error.retryAt
  return null
}

export function named(saved: readonly Turn<{ pictureId: string }>[]): string | undefined {
  const own = useImageStream<{ pictureId: string }>(() => ({ id: 'project-1', initialTurns: saved }))
  return own.head?.data?.pictureId
}
