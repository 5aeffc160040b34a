import { countConnection } from '../connections.ts'
import type { ImageStreamEvent } from '../events.ts'

/** The picture of a run that lies at an address of its own, as long as it arrives there: somebody shows it meanwhile. */
export interface ShownPicture {
  note(event: ImageStreamEvent): void
  /** The run's connection is over, and the picture's most likely with it. */
  release(): void
  /** The run goes on: what makes whoever shows the picture load it anew, as an `<img>` whose connection broke stays broken. */
  again(): ImageStreamEvent | null
}

export function createShownPicture(origin: string): ShownPicture {
  let shown: { readonly index: number; readonly url: string } | null = null
  let loads = 0
  let release = (): void => {}

  return {
    note(event) {
      if (event.type === 'image-start' && event.url !== undefined) {
        shown = { index: event.index, url: event.url }
        loads = 1
        release = countConnection(origin)
      }
      if (event.type === 'image-ready' || event.type === 'image-end') {
        shown = null
        release()
      }
    },
    release: () => release(),
    again() {
      if (!shown) return null
      loads += 1
      release = countConnection(origin)
      const { index, url } = shown
      // Another address, or it would be taken for what is there.
      return { type: 'image-progress', index, byteLength: 0, url: `${url}?load=${loads}` }
    },
  }
}
