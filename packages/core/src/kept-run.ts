import { resolveInput, type ResolvedInput } from './input.ts'

/** A run that goes on without its page: what the next page of the same tab needs to come back to it. */
export interface KeptRun {
  readonly intentId: string
  /** Without its pictures. */
  readonly input: ResolvedInput
  /** How many those were. */
  readonly pictures: number
  /** The turn that it edits. */
  readonly parentId: string | null
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** Where the run of a stream with an `id` is remembered: one at a time, as long as its tab is open. */
export interface KeptRunSlot {
  read(): KeptRun | null
  /** Null forgets. */
  write(run: Omit<KeptRun, 'pictures'> | null): void
}

/** Reaches for nothing before it is used, and for nothing at all where there is no page or no `id`. */
export function createKeptRunSlot(id: string | undefined): KeptRunSlot {
  const key = `image-stream:${id}`

  /** Storage may be forbidden or full: then a run does not outlive its page. */
  function attempt<T>(access: (storage: Storage) => T): T | null {
    if (id === undefined || !globalThis.document) return null
    try {
      return access(sessionStorage)
    } catch {
      return null
    }
  }

  return {
    read: () => attempt((storage) => parse(storage.getItem(key))),
    write(run) {
      attempt((storage) => {
        if (!run) return storage.removeItem(key)
        const { input } = run
        const kept = { ...run, input: { ...input, images: [] }, pictures: input.images.length }
        storage.setItem(key, JSON.stringify(kept satisfies KeptRun))
      })
    },
  }
}

/** @throws for what is no run of ours: another version may have written it. */
function parse(json: string | null): KeptRun | null {
  if (json === null) return null
  const run = JSON.parse(json) as KeptRun
  return { ...run, input: resolveInput(run.input) }
}
