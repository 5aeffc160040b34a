import assert from 'node:assert/strict'

/** Keeps count of object URLs, in the place of the platform's own. */
export interface ObjectUrls {
  isLive(url: string): boolean
  /** Those that were made and not revoked. */
  readonly live: number
  restore(): void
}

/** @throws AssertionError, inside the library, for a URL that is revoked twice or was never made. */
export function watchObjectUrls(): ObjectUrls {
  const createObjectURL = URL.createObjectURL.bind(URL)
  const revokeObjectURL = URL.revokeObjectURL.bind(URL)
  const live = new Set<string>()
  let count = 0
  // Real ones would keep every picture of every episode until they are revoked.
  URL.createObjectURL = () => {
    const url = `blob:fuzz/${(count += 1)}`
    live.add(url)
    return url
  }
  URL.revokeObjectURL = (url) => {
    assert.ok(live.delete(url), `${url} is revoked, and was not live`)
  }
  return {
    isLive: (url) => live.has(url),
    get live() {
      return live.size
    },
    restore: () => void Object.assign(URL, { createObjectURL, revokeObjectURL }),
  }
}
