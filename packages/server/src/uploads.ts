import type { Limits } from './limits.ts'
import { atCap } from './limits.ts'

/** The requests whose bodies are being read in this process. */
export interface Uploads {
  /**
   * Reads one. Those of one key are read one after the other: together they take the memory of one, and one place.
   * Null when its key was cancelled meanwhile.
   * @throws ImageStreamError `rate-limit` at a cap; whatever `read` throws.
   */
  enter<T>(
    name: { readonly owner: string; readonly key: string },
    limits: Limits,
    read: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | null>
  cancel(name: { readonly owner: string; readonly key: string }): void
}

interface Upload {
  readonly owner: string
  readonly cancelling: AbortController
  requests: number
  last: Promise<unknown>
}

export function createUploads(): Uploads {
  const uploads = new Map<string, Upload>()

  function open(owner: string, limits: Limits): Upload {
    const own = [...uploads.values()].filter((upload) => upload.owner === owner).length
    if (own >= limits.maxLiveRuns) throw atCap('maxLiveRuns', limits, null)
    if (uploads.size >= limits.maxLiveRunsTotal) throw atCap('maxLiveRunsTotal', limits, null)
    return { owner, cancelling: new AbortController(), requests: 0, last: Promise.resolve() }
  }

  return {
    async enter({ owner, key }, limits, read) {
      const name = nameOf(owner, key)
      const upload = uploads.get(name) ?? open(owner, limits)
      uploads.set(name, upload)
      upload.requests += 1
      const { signal } = upload.cancelling
      const reading = upload.last.then(() => {
        signal.throwIfAborted()
        return read(signal)
      })
      upload.last = reading.catch(() => {}) // Whoever asked hears of it; the next one goes on.
      try {
        return await reading
      } catch (error) {
        // There is nothing to pay, and nobody to tell what else was wrong.
        if (signal.aborted) return null
        throw error
      } finally {
        upload.requests -= 1
        if (upload.requests === 0) uploads.delete(name)
      }
    },
    cancel({ owner, key }) {
      uploads.get(nameOf(owner, key))?.cancelling.abort()
    },
  }
}

/** A key has no blank in it, so no two pairs share a name. */
function nameOf(owner: string, key: string): string {
  return `${key} ${owner}`
}
