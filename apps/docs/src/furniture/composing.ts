import type { ThinkingLevel } from '@image-stream/core'

/** The key that goes with others, as it is written on this machine's keyboard. */
export const commandKey = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl'

/** How much the model may think before it draws. */
export const thinkingLevels: readonly (readonly [level: ThinkingLevel, words: string])[] = [
  ['minimal', 'Minimal'],
  ['high', 'High'],
]

/** For a text area, in which Enter alone begins a new line: with Ctrl or ⌘ it submits the form. */
export function submitOnModifiedEnter(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'preventDefault'> & {
    readonly currentTarget: EventTarget | null
  },
): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  ;(event.currentTarget as HTMLTextAreaElement).form?.requestSubmit()
}
