import type { ImageStreamOptions } from './stream-options.ts'

declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** A stream speaks to one place for its whole life. In development it says, once, when its options name another. */
export function createFixedOptionsCheck(): (options: ImageStreamOptions) => void {
  try {
    // Bundlers put the value in place of this very expression, and in production leave out what hangs on it.
    if (process.env.NODE_ENV !== 'production') return createCheck()
  } catch {
    // Where nobody did, in a page there is no `process`.
  }
  return () => {}
}

function createCheck(): (options: ImageStreamOptions) => void {
  let first: readonly unknown[] | null = null
  let isSaid = false
  return ({ api, transport, id }) => {
    const given = [api, transport, id]
    first ??= given
    if (isSaid || first.every((each, index) => each === given[index])) return
    isSaid = true
    // oxlint-disable-next-line no-console -- The one who writes the page must hear of it, and nobody else.
    console.warn(
      '[image-stream] `api`, `transport` and `id` are fixed for a stream: the new ones are not used. Make a transport once, outside of the component; for another one make another stream.',
    )
  }
}
