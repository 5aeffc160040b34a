import { useEffect } from 'react'

/** Calls back for Escape anywhere on the page; null leaves the key alone. */
export function useEscape(onEscape: (() => void) | null): void {
  useEffect(() => {
    if (!onEscape) return
    const listener = (event: KeyboardEvent) => {
      // While a word is being composed, the key belongs to that.
      if (event.key === 'Escape' && !event.isComposing) onEscape()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [onEscape])
}
