import {
  createImageStream,
  type ImageStream,
  type ImageStreamActions,
  type ImageStreamOptions,
  type Snapshot,
} from '@image-stream/core'
import {
  computed,
  getCurrentInstance,
  onMounted,
  onScopeDispose,
  ReactiveEffect,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
  type ShallowRef,
} from 'vue'

/** What changes is a ref: readonly, shallow, and changed only when its own value is. */
type SnapshotRefs<Data = unknown> = {
  readonly [Field in keyof Snapshot<Data>]: Readonly<ShallowRef<Snapshot<Data>[Field]>>
}

/** A ref for each field of the snapshot, the actions, and: */
export interface UseImageStream<Data = unknown> extends SnapshotRefs<Data>, ImageStreamActions<Data> {
  /** The whole snapshot, which narrows by `status`, as refs beside each other cannot. */
  readonly state: Readonly<ShallowRef<Snapshot<Data>>>
  /** The stream itself, to hand to children. Another one only where `useImageStream` was given a ref or getter of streams. */
  readonly stream: Readonly<ShallowRef<ImageStream<Data>>>
}

/**
 * Streams AI images into a component. With options it makes a stream of its own and lets go of it with the component or
 * effect scope; `api`, `transport` and `id` are fixed then, everything else is read when needed. With a stream it shows
 * that one. Both may be refs or getters. `Data` is what the relay's `onRunEnd` says of a turn.
 *
 * @example
 * const { generate, stop, busy, thoughts, image, error } = useImageStream()
 */
export function useImageStream<Data = unknown>(
  source?: MaybeRefOrGetter<ImageStreamOptions<Data> | ImageStream<Data>>,
): UseImageStream<Data>
export function useImageStream(
  source: MaybeRefOrGetter<ImageStreamOptions | ImageStream> = {},
): UseImageStream {
  const own = isStream(toValue(source)) ? null : useOwnStream(source as MaybeRefOrGetter<ImageStreamOptions>)
  const stream = computed(() => own ?? (toValue(source) as ImageStream))
  // What a server rendered is taken over as it was, however far the stream has come meanwhile.
  const isHydrating = Boolean(getCurrentInstance()?.vnode.el)
  const snapshot = shallowRef(isHydrating ? stream.value.getInitialSnapshot() : stream.value.getSnapshot())
  // Where it renders on a server, Vue ends an immediate watcher at once: no listener stays behind.
  const follow = (): unknown =>
    watch(stream, ({ subscribe }, _, onCleanup) => onCleanup(subscribe((next) => (snapshot.value = next))), {
      immediate: true,
    })
  if (isHydrating) onMounted(follow)
  else follow()
  return {
    ...fieldsOf(snapshot),
    ...actionsOf(stream),
    state: computed(() => snapshot.value),
    stream,
  }
}

function isStream(source: ImageStreamOptions | ImageStream): source is ImageStream {
  return 'getSnapshot' in source
}

function useOwnStream(options: MaybeRefOrGetter<ImageStreamOptions>): ImageStream {
  const stream = createImageStream(() => untracked(() => toValue(options)))
  let release: (() => void) | null = null
  const hold = (): void => {
    release = stream.retain()
  }
  // A component holds it once it is mounted: never on a server, and not before the server's page is hydrated.
  if (getCurrentInstance()) onMounted(hold)
  else hold()
  // One that was never mounted may have asked for a picture all the same.
  onScopeDispose(() => (release ?? stream.retain())())
  return stream
}

/** Every snapshot has every field. */
function fieldsOf(snapshot: Readonly<ShallowRef<Snapshot>>): SnapshotRefs {
  const names = Object.keys(snapshot.value) as (keyof Snapshot)[]
  return Object.fromEntries(
    names.map((name) => [name, computed(() => snapshot.value[name])]),
  ) as unknown as SnapshotRefs
}

/** Each asks the stream that is shown at that moment. */
function actionsOf(stream: Readonly<ShallowRef<ImageStream>>): ImageStreamActions {
  const { getSnapshot: _, getInitialSnapshot: __, subscribe: ___, retain: ____, ...actions } = stream.value
  const names = Object.keys(actions) as (keyof ImageStreamActions)[]
  return Object.fromEntries(
    names.map((name) => [name, (input: never) => untracked(() => stream.value)[name](input)]),
  ) as unknown as ImageStreamActions
}

/** An effect that asks for a picture depends on nothing that was read here: it would ask, and pay, again. */
function untracked<Value>(read: () => Value): Value {
  const reading = new ReactiveEffect(read)
  try {
    return reading.run()
  } finally {
    reading.stop()
  }
}
