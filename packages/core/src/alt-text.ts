import { clipText } from './clip-text.ts'
import { pathTo, type Turn } from './turns.ts'

/** UTF-16 units: about what a screen reader says in fifteen seconds. */
const maxAltLength = 250
const separator = ' – '
const gap = ' – … – '

export interface AltTextOptions {
  /** What a picture that was opened is called, in the language of the page. @defaultValue `'Your picture'` */
  readonly opened?: string
}

/**
 * An alternative text for a turn's picture: what was asked for, first its root's prompt and then the changes. At most 250
 * UTF-16 units; where that is too little, the oldest changes are left out.
 *
 * @example
 * altText(turns, head) // "A fox in a paper boat – Make it night"
 */
export function altText(
  turns: readonly Turn[],
  turn: Turn,
  { opened = 'Your picture' }: AltTextOptions = {},
): string {
  const [root = '', ...changes] = pathTo(turns, turn).map(({ prompt }) => oneLine(prompt))
  const said = changes.filter((change) => change !== '')
  const newest = said.pop()
  if (newest === undefined) return clipText(root || opened, maxAltLength)
  const start = clipText(root || opened, maxAltLength / 2)
  const end = clipText(newest, maxAltLength - (start + gap).length)
  const whole = [start, ...said, end].join(separator)
  if (whole.length <= maxAltLength) return whole
  const shortened = (): string => start + gap + [...said, end].join(separator)
  while (shortened().length > maxAltLength) said.shift()
  return shortened()
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}
