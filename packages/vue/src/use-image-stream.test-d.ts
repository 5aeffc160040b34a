import { reactive, ref, watch, type Ref } from 'vue'
import {
  createImageStream,
  useImageStream,
  type GeneratedImage,
  type ImageStream,
  type ImageStreamError,
  type ImageStreamOptions,
  type RunResult,
  type Snapshot,
  type Status,
  type Turn,
  type UseImageStream,
} from './index.ts'

export function narrowed(): unknown {
  const { state } = useImageStream()
  switch (state.value.status) {
    case 'idle':
      return state.value.startedAt satisfies null
    case 'submitted':
    case 'thinking':
      return new Date(state.value.startedAt).toISOString() + state.value.input.prompt
    case 'receiving':
      return state.value.incoming.width
    case 'success':
      return state.value.image.url
    case 'error':
      return state.value.error.code
    case 'stopped':
      return state.value.input.prompt
    default:
      return state.value satisfies never
  }
}

export function refs(): void {
  const { status, image, busy, stream } = useImageStream()
  watch(status, (now: Status, before: Status) => void [now, before])
  watch([image, busy], ([shown, drawing]: [GeneratedImage | null, boolean]) => void [shown, drawing])
  image.value satisfies GeneratedImage | null
  stream.value satisfies ImageStream
  // @ts-expect-error a field is read, and never set
  status.value = 'idle'
  // @ts-expect-error there may be no picture
  void image.value.url
}

/** Each field of the snapshot is there, and is a ref of the type that it has in the snapshot. */
export function complete(all: UseImageStream): { readonly [Field in keyof Snapshot]: Ref<Snapshot[Field]> } {
  return all
}

export function sources(stream: ImageStream, options: ImageStreamOptions): void {
  useImageStream(options)
  useImageStream(ref(options))
  useImageStream(reactive({ api: '/api/images' }))
  useImageStream(() => ({ defaults: { aspectRatio: '16:9' } }))
  useImageStream(stream)
  useImageStream(() => stream)
  useImageStream(useImageStream().stream)
  // @ts-expect-error no such ratio
  useImageStream({ defaults: { aspectRatio: '17:9' } })
  // @ts-expect-error no such option
  useImageStream({ apy: '/api/images' })
  // @ts-expect-error a snapshot is no stream
  useImageStream(stream.getSnapshot())
}

export function unwrapped(): void {
  const all = reactive(useImageStream(createImageStream()))
  all.image satisfies GeneratedImage | null
  all.status satisfies Status
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

export function named(saved: readonly Turn<{ pictureId: string }>[]): string | undefined {
  const { head } = useImageStream(() => ({ id: 'home', defaults: { aspectRatio: '16:9' as const } }))
  void (head.value?.data satisfies unknown)
  const own = useImageStream<{ pictureId: string }>({ id: 'project-1', initialTurns: saved })
  return own.state.value.head?.data?.pictureId
}
