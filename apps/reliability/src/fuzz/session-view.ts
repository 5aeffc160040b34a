import assert from 'node:assert/strict'
import type { GeneratedImage, ImageStream, Snapshot } from '@image-stream/core'
import type { ObjectUrls } from './object-urls.ts'

/** A page that shows everything that a stream has, while it is there. */
export interface SessionView {
  readonly isMounted: boolean
  mount(): void
  unmount(): void
  onSnapshot(snapshot: Snapshot): void
  /** @throws AssertionError unless all that is shown can be seen, and nothing that was told has changed since. */
  check(): void
}

/** Snapshots that are looked at again later. */
const remembered = 6

export function createSessionView(stream: ImageStream, urls: ObjectUrls): SessionView {
  let shown: readonly string[] = []
  let letGo: (() => void) | null = null
  let seen: readonly Seen[] = []

  function show(snapshot: Snapshot): void {
    if (!letGo) return
    const { images, drafts, incoming, turns } = snapshot
    const pictures = [...images, ...drafts, ...turns.flatMap((turn) => turn.images)]
    const coming = incoming?.url
    shown = [...pictures.map(({ url }) => url), ...(coming === undefined ? [] : [coming])]
  }

  return {
    get isMounted() {
      return letGo !== null
    },
    mount() {
      letGo ??= stream.retain()
      show(stream.getSnapshot())
    },
    unmount() {
      letGo?.()
      letGo = null
      shown = []
    },
    onSnapshot(snapshot) {
      show(snapshot)
      checkSnapshot(snapshot)
      seen = [...seen, remember(snapshot)].slice(-remembered)
    },
    check() {
      for (const url of shown) assert.ok(urls.isLive(url), `${url} is shown, and was revoked`)
      for (const { snapshot, fields } of seen)
        assert.deepEqual(fieldsOf(snapshot), fields, 'a snapshot has changed')
      checkSnapshot(stream.getSnapshot())
    },
  }
}

interface Seen {
  readonly snapshot: Snapshot
  readonly fields: readonly unknown[]
}

function remember(snapshot: Snapshot): Seen {
  return { snapshot, fields: fieldsOf(snapshot) }
}

/** What can change in place: compared by identity, as pictures and turns have one. */
function fieldsOf({ turns, images, drafts, warnings, incoming, ...rest }: Snapshot): readonly unknown[] {
  const ids = (list: readonly (GeneratedImage | { readonly id: string })[]): string =>
    list.map(({ id }) => id).join()
  const { status, busy, thoughts, text, head, usage, error } = rest
  const { receivedBytes } = incoming ?? { receivedBytes: 0 }
  return [
    ids(turns),
    ids(images),
    ids(drafts),
    warnings.length,
    receivedBytes,
    status,
    busy,
    thoughts,
    text,
    head?.id,
    usage,
    error?.code,
  ]
}

/** What is true of every snapshot there is. */
function checkSnapshot(snapshot: Snapshot): void {
  const { status, busy, turns, head, image, images, incoming, error } = snapshot
  assert.equal(busy, ['submitted', 'thinking', 'receiving'].includes(status), `busy while ${status}`)
  assert.ok(head === null || turns.includes(head), 'the head is a turn')
  assert.deepEqual(
    [images, image],
    [head?.images ?? [], head?.images.at(-1) ?? null],
    'the head’s pictures are shown',
  )
  assert.equal(error !== null, status === 'error')
  assert.equal(incoming !== null, status === 'receiving')
  if (status === 'success') assert.ok(image, 'a success has its picture')
  for (const turn of turns)
    for (const { byteLength } of turn.images) assert.ok(byteLength > 0, 'a turn has whole pictures')
}
