import type { GeneratedImage } from './image.ts'
import { createImageUrls } from './image-urls.ts'
import { createListeners } from './listeners.ts'
import { toSnapshot, type Snapshot } from './snapshot.ts'
import { idleState, type RunState } from './run-state.ts'
import type { Session } from './turns.ts'

/** The one place where anything that is shown changes. */
export interface SessionStore {
  readonly run: RunState
  readonly session: Session
  /** What listeners were told last. */
  readonly getSnapshot: () => Snapshot
  readonly subscribe: (listener: (snapshot: Snapshot) => void) => () => void
  /** Tells at once of a change of status, error or session, of others at the next frame. */
  commit(run: RunState, session: Session): void
  /** Gives back the object URLs, as nothing shows them. */
  release(): void
}

export function createSessionStore(initial: Session, throttleMs: () => number): SessionStore {
  const urls = createImageUrls()
  let run: RunState = idleState
  let session = initial
  const listeners = createListeners(() => toSnapshot(run, session), throttleMs)

  function* shownImages(): Generator<GeneratedImage> {
    yield* run.images
    yield* run.drafts
    if (run.arrived) yield run.arrived
    for (const turn of session.turns) yield* turn.images
  }

  return {
    get run() {
      return run
    },
    get session() {
      return session
    },
    getSnapshot: listeners.told,
    subscribe(listener) {
      const unsubscribe = listeners.add(listener)
      listener(listeners.told())
      return unsubscribe
    },
    commit(nextRun, nextSession) {
      if (nextRun === run && nextSession === session) return
      const isNews = nextRun.status !== run.status || nextRun.error !== run.error
      const urgent = isNews || nextSession !== session
      run = nextRun
      session = nextSession
      // First, as a listener may show a picture and let it go again at once.
      urls.keep(shownImages())
      if (urgent) listeners.flush()
      else listeners.schedule()
    },
    release() {
      urls.revokeAll()
      // A new object: whoever shows the stream again reads the pictures' URLs anew.
      listeners.renew()
    },
  }
}
