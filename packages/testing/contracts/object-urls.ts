import { onTestFinished, vi } from 'vitest'

/** The object URLs that were made since and are not revoked. */
export function trackObjectUrls(): ReadonlySet<string> {
  const live = new Set<string>()
  const createObjectURL = URL.createObjectURL.bind(URL)
  const revokeObjectURL = URL.revokeObjectURL.bind(URL)
  const create = vi.spyOn(URL, 'createObjectURL').mockImplementation((object) => {
    const url = createObjectURL(object)
    live.add(url)
    return url
  })
  const revoke = vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => {
    live.delete(url)
    revokeObjectURL(url)
  })
  onTestFinished(() => {
    create.mockRestore()
    revoke.mockRestore()
  })
  return live
}
