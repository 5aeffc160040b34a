/** How long a frame is where there is none: no window, or a hidden page, whose frames stand still. In milliseconds. */
const hiddenFrameMs = 16

/** Calls back before the next frame is painted, or soon where nothing is painted. Returns a function that cancels. */
export function onNextFrame(callback: () => void): () => void {
  if (typeof requestAnimationFrame === 'function' && globalThis.document?.visibilityState === 'visible') {
    const handle = requestAnimationFrame(callback)
    return () => cancelAnimationFrame(handle)
  }
  const handle = setTimeout(callback, hiddenFrameMs)
  return () => clearTimeout(handle)
}
