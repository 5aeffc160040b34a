import type { ImageStream, Snapshot, Status } from '@image-stream/core'

export interface RunTimes {
  /** When the run settled, or undefined while it goes on. */
  readonly endedAt: number | undefined
  /** From the first thought to the picture, or null where there was none of either. */
  readonly thoughtMs: number | null
}

export const noTimes: RunTimes = { endedAt: undefined, thoughtMs: null }

/** When things happened in the last run. A snapshot says when it started; the rest is for whoever watches. */
export function watchRunTimes(
  { subscribe }: Pick<ImageStream, 'subscribe'>,
  onChange: (times: RunTimes) => void,
): () => void {
  let seen: Seen = { startedAt: null }
  return subscribe((snapshot) => {
    const before = seen
    seen = note(before, snapshot)
    if (seen !== before) onChange(timesOf(seen))
  })
}

type Seen = { readonly startedAt: number | null; readonly status?: Status } & {
  readonly [Name in Status]?: number
}

/** When each status was entered: the first thought counts, and the last picture, as drafts come while it still thinks. */
function note(before: Seen, { status, startedAt }: Snapshot): Seen {
  const same = before.startedAt === startedAt ? before : { startedAt }
  if (same.status === status) return before
  const at = status === 'thinking' ? (same.thinking ?? Date.now()) : Date.now()
  return { ...same, status, [status]: at }
}

function timesOf({ thinking, receiving, success, error, stopped }: Seen): RunTimes {
  return {
    endedAt: success ?? error ?? stopped,
    thoughtMs: thinking && receiving ? receiving - thinking : null,
  }
}
