/** Calls back for Escape anywhere on the page. Gives the way to stop listening. */
export function listenForEscape(onEscape: () => void): () => void {
  const listener = (event: KeyboardEvent): void => {
    // While a word is being composed, the key belongs to that.
    if (event.key === 'Escape' && !event.isComposing) onEscape()
  }
  window.addEventListener('keydown', listener)
  return () => window.removeEventListener('keydown', listener)
}
