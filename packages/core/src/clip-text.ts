/** The text, or its beginning with an ellipsis: at most so many UTF-16 units, cut between words where it has any. */
export function clipText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const whole = wholeCharacters(text, maxLength - 1)
  const lastSpace = whole.lastIndexOf(' ')
  // A script without spaces, or one long word: then anywhere.
  const words = lastSpace > maxLength / 2 ? whole.slice(0, lastSpace) : whole
  return `${words.replace(/[\s\p{P}]+$/u, '')}…`
}

/** The beginning of the text, never with half a character at its end. */
export function wholeCharacters(text: string, maxLength: number): string {
  let length = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (length + segment.length > maxLength) break
    length += segment.length
  }
  return text.slice(0, length)
}
