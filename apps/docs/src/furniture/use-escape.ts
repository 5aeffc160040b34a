import { useEffect } from 'react'

import { listenForEscape } from './escape.ts'

/** Calls back for Escape anywhere on the page; null leaves the key alone. */
export function useEscape(onEscape: (() => void) | null): void {
  useEffect(() => (onEscape ? listenForEscape(onEscape) : undefined), [onEscape])
}
