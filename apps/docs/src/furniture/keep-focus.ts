/**
 * When a button goes away with what it did, the focus goes to `.stage` instead of getting lost: from there, Tab leads on.
 * Gives the way to stop watching.
 */
export function keepFocus(page: HTMLElement): () => void {
  const controller = new AbortController()
  const { signal } = controller
  let focused: Element | null = null
  page.addEventListener('focusin', ({ target }) => (focused = target as Element), { signal })
  // Whoever presses elsewhere has put it down.
  page.addEventListener('pointerdown', () => (focused = null), { signal, capture: true })
  const observer = new MutationObserver(() => {
    if (!focused || focused.isConnected) return
    focused = null
    if (document.activeElement === document.body)
      page.querySelector<HTMLElement>('.stage')?.focus({ preventScroll: true })
  })
  observer.observe(page, { childList: true, subtree: true })
  return () => {
    controller.abort()
    observer.disconnect()
  }
}
