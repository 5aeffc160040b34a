import { wholeCharacters } from './clip-text.ts'
import type { GeneratedImage } from './image.ts'

/** UTF-16 units, ending included: even of scripts that need three bytes each, every file system takes it. */
const maxNameLength = 60

/** Names of devices, with which no file name on Windows may begin, whatever its ending. */
const windowsDevice = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

/**
 * A file name of the prompt's words, with the ending that fits the picture: lower-case, with hyphens, at most 60 UTF-16
 * units, good on Windows, macOS and Linux. Letters of every script stay as they are. Without a word it is `picture`.
 *
 * @example
 * imageFileName(image, 'Füchse im Schnee!') // "füchse-im-schnee.jpg"
 */
export function imageFileName({ extension }: Pick<GeneratedImage, 'extension'>, prompt = ''): string {
  const stem = join(wordsOf(prompt), maxNameLength - extension.length - 1)
  return `${windowsDevice.test(stem) ? `${stem}-picture` : stem || 'picture'}.${extension}`
}

/** Letters, marks and digits; what only looks different (ﬁ, ²) is made the same, and what is not seen is left out. */
function wordsOf(text: string): readonly string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’\p{Variation_Selector}]/gu, '')
  return plain.match(/[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*/gu) ?? []
}

/** As many words as there is room for; of a first one that is too long, its beginning. */
function join([first = '', ...rest]: readonly string[], maxLength: number): string {
  let name = wholeCharacters(first, maxLength)
  for (const word of rest) {
    if (name.length + 1 + word.length > maxLength) break
    name += `-${word}`
  }
  return name
}
