import {
  createImageStream,
  type ImageStream,
  type ImageStreamActions,
  type ImageStreamOptions,
  type Snapshot,
} from '@image-stream/core'
import { onMount, untrack } from 'svelte'
import { reactiveFields } from './reactive-fields.ts'

/**
 * Snapshot and actions in one object, which narrows by `status`, and the stream itself. Read the snapshot's fields from
 * the object where they are shown: taken out by destructuring they stay as they were. Actions may be taken out. As a
 * store, `$stream` is the snapshot.
 */
export type UseImageStream<Data = unknown> = Snapshot<Data> &
  ImageStreamActions<Data> &
  Pick<ImageStream<Data>, 'subscribe'> & { readonly stream: ImageStream<Data> }

/**
 * Streams AI images into a component. With options it makes a stream of its own and lets go of it when the component is
 * destroyed; `api`, `transport` and `id` are fixed then, everything else is read when needed. With a stream it shows
 * that one. A component is run again only by the fields that it reads. `Data` is what the relay's `onRunEnd` says of a turn.
 *
 * @example
 * const stream = useImageStream(() => ({ defaults: { aspectRatio: ratio } }))
 */
export function useImageStream<Data = unknown>(
  options?: ImageStreamOptions<Data> | (() => ImageStreamOptions<Data>) | ImageStream<Data>,
): UseImageStream<Data>
export function useImageStream(
  options: ImageStreamOptions | (() => ImageStreamOptions) | ImageStream = {},
): UseImageStream {
  const stream = 'getSnapshot' in options ? options : useOwnStream(options)
  const { getSnapshot: _, getInitialSnapshot: __, retain: ___, ...store } = stream
  // The snapshot's fields, each as a getter.
  return Object.assign(reactiveFields(stream), store, { stream })
}

/** Making a stream has no effects, so nothing happens on a server. */
function useOwnStream(options: ImageStreamOptions | (() => ImageStreamOptions)): ImageStream {
  const read = typeof options === 'function' ? options : () => options
  let last: ImageStreamOptions | null = null
  // Untracked, as an effect that generates must not pay again when an option changes.
  const stream = createImageStream(() => last ?? untrack(read))
  onMount(() => {
    const letGo = stream.retain()
    return () => {
      // A destroyed component's props may lead nowhere, and the stream asks once more.
      last = untrack(read)
      letGo()
    }
  })
  return stream
}
