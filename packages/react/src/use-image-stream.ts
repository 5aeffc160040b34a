'use client'
import {
  createImageStream,
  type ImageStream,
  type ImageStreamActions,
  type ImageStreamOptions,
  type Snapshot,
} from '@image-stream/core'
import { useEffect, useInsertionEffect, useRef, useState, useSyncExternalStore } from 'react'

/** Snapshot and actions in one flat object, which narrows by `status`, and the stream itself to hand to children. */
export type UseImageStream<Data = unknown> = Snapshot<Data> &
  ImageStreamActions<Data> & { readonly stream: ImageStream<Data> }

/** Renders with one part of a stream, and only when that part changes. The selector must not make new objects. */
export function useImageStream<Selected, Data = unknown>(
  stream: ImageStream<Data>,
  select: (snapshot: Snapshot<Data>) => Selected,
): Selected
/**
 * Streams AI images into a component. With options it makes a stream of its own and lets go of it on unmount; `api`,
 * `transport` and `id` are fixed then, everything else is read when needed. With a stream it shows that one. `Data` is what
 * the relay's `onRunEnd` says of a turn.
 *
 * @example
 * const { generate, stop, busy, thoughts, image, error } = useImageStream()
 */
export function useImageStream<Data = unknown>(
  options?: ImageStreamOptions<Data> | ImageStream<Data>,
): UseImageStream<Data>
export function useImageStream<Selected>(
  options: ImageStreamOptions | ImageStream = {},
  select?: (snapshot: Snapshot) => Selected,
): UseImageStream | Selected {
  const given = 'getSnapshot' in options ? options : null
  const own = useOwnStream(given ? noOptions : (options as ImageStreamOptions))
  const stream = given ?? own
  const read = (snapshot: Snapshot): Snapshot | Selected => (select ? select(snapshot) : snapshot)
  const shown = useSyncExternalStore(
    stream.subscribe,
    () => read(stream.getSnapshot()),
    // A part of the page that is taken over late must first match what the server sent.
    () => read(stream.getInitialSnapshot()),
  )

  // Whoever was given a stream does not own it, and leaves it as it is.
  useEffect(() => (given ? undefined : own.retain()), [given, own])

  if (select) return shown as Selected
  const { getSnapshot: _, getInitialSnapshot: __, subscribe: ___, retain: ____, ...actions } = stream
  return { ...(shown as Snapshot), ...actions, stream }
}

const noOptions: ImageStreamOptions = {}

/** Making a stream has no effects, so a render that React throws away costs nothing. */
function useOwnStream(options: ImageStreamOptions): ImageStream {
  const latest = useRef(options)
  // oxlint-disable-next-line react/refs -- A stream reads its options when it is made, and these are the first; then when a run starts.
  const [stream] = useState(() => createImageStream(() => latest.current))
  // Before any effect of a component runs, so that an effect that generates sees this render's callbacks.
  useInsertionEffect(() => {
    latest.current = options
  })
  return stream
}
