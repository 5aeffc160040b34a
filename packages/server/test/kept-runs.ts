import { createMemoryStore, type ImageRelayOptions, type RunStore } from '../src/index.ts'
import type { EmulatorOptions } from '@image-stream/emulator'
import { relayUnderTest, runRequest, runsUrl, type RelayUnderTest } from './relay-under-test.ts'

/** A relay that keeps its runs. */
export function keepingRelay(
  options: ImageRelayOptions = {},
  emulatorOptions: EmulatorOptions = {},
): RelayUnderTest & { readonly store: RunStore } {
  const store = options.store ?? createMemoryStore()
  return { store, ...relayUnderTest({ ...options, store }, emulatorOptions) }
}

/** How a page comes back to a run: by its id, or by the key of the intent. */
export function followRequest(
  run: { readonly id: string } | { readonly key: string },
  {
    after,
    url,
    method = 'GET',
    ...more
  }: {
    readonly after?: number | string
    /** Where the relay listens. */
    readonly url?: string
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): Request {
  const headers = { ...more.headers, ...(after !== undefined && { 'last-event-id': String(after) }) }
  const runs = url === undefined ? runsUrl : `${url}/api/images/runs`
  return 'id' in run
    ? runRequest({ method, url: `${runs}/${run.id}`, key: null, headers })
    : runRequest({ method, url: runs, key: run.key, headers })
}

/** Where the pictures of an answer lie. */
export function picturePaths(events: readonly Record<string, unknown>[]): readonly string[] {
  return events.flatMap(({ type, path }) =>
    type === 'image-start' && typeof path === 'string' ? [path] : [],
  )
}

/** A picture as an `<img>` asks for it: without a word about who it is. */
export function pictureRequest(path: string, init: RequestInit = {}): Request {
  return new Request(`${runsUrl.replace(/runs$/, '')}${path}`, init)
}
