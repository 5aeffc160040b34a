/**
 * Calls back when a page may have slept or lost its network, and is back: shown again, out of the back-forward cache, or
 * online. Does nothing where there is no page. Returns how to stop.
 */
export function onWake(callback: () => void): () => void {
  return listen(['online', 'pageshow', 'visibilitychange'], () => {
    if (!isOffline() && globalThis.document?.visibilityState !== 'hidden') callback()
  })
}

/** Calls back when a page goes where it may come back from: an open connection could keep it from there. */
export function onFreeze(callback: () => void): () => void {
  return listen(['pagehide'], (event) => {
    if ((event as PageTransitionEvent).persisted) callback()
  })
}

/** A browser that says so is right; one that does not may be offline all the same. */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false
}

function listen(types: readonly string[], listener: (event: Event) => void): () => void {
  // What happens to the document gets to its window, and a worker hears of its network.
  const target: Partial<EventTarget> = globalThis
  for (const type of types) target.addEventListener?.(type, listener)
  return () => {
    for (const type of types) target.removeEventListener?.(type, listener)
  }
}
