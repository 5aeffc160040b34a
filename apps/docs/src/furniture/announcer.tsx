import type { Snapshot } from '@image-stream/core'

import { announcement } from './words.ts'

/** The page's one live region: it speaks phases, not tokens. */
export function Announcer({ snapshot }: { readonly snapshot: Snapshot }) {
  return (
    <p className="visually-hidden" role="status">
      {announcement(snapshot)}
    </p>
  )
}
