export interface Paragraph {
  readonly text: string
  readonly isHeading: boolean
}

/** What a model thinks or says, in paragraphs: it writes headings in bold, and little other Markdown. */
export function toParagraphs(text: string): readonly Paragraph[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => ({
      text: paragraph.replaceAll('**', ''),
      isHeading: /^\*\*.+\*\*$/s.test(paragraph),
    }))
}
