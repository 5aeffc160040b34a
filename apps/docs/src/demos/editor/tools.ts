import { commandKey } from '../../furniture/composing.ts'

/** A button of the editor. One that has nothing to do stays focusable, as the last press must not lose the focus. */
export interface Tool {
  readonly name: string
  /** Pressed with Ctrl or ⌘, wherever the focus is. */
  readonly keys?: 'O' | 'S' | 'Z' | 'Shift+Z'
  readonly can: boolean
  /** Of one that is on or off. */
  readonly pressed?: boolean
  readonly press: () => unknown
}

/** The keys as they are written on a keyboard. */
export function keysOf({ keys }: Tool): string | undefined {
  return keys && `${commandKey} ${keys.replace('+', ' ')}`
}

/** The keys as assistive technology reads them out. */
export function keyShortcutsOf({ keys }: Tool): string | undefined {
  return keys && `${commandKey === '⌘' ? 'Meta' : 'Control'}+${keys}`
}

/** Presses the tools by their keys, anywhere on the page. Gives the way to stop listening. */
export function listenForTools(tools: () => readonly Tool[]): () => void {
  const listener = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event
    if (!(ctrlKey || metaKey) || altKey) return
    const keys = `${shiftKey ? 'Shift+' : ''}${key.toUpperCase()}`
    const tool = tools().find((each) => each.keys === keys)
    // Where text is written, Z takes back what was written.
    if (!tool || (key.toUpperCase() === 'Z' && target instanceof HTMLTextAreaElement)) return
    event.preventDefault()
    if (tool.can) tool.press()
  }
  window.addEventListener('keydown', listener)
  return () => window.removeEventListener('keydown', listener)
}
