import { useLayoutEffect, useRef } from 'react'

/** What the model thinks, as it comes: the newest paragraph in full ink, older ones fading upward. */
export function Thoughts({ text }: { readonly text: string }) {
  const view = useRef<HTMLDivElement>(null)
  const paragraphs = toParagraphs(text)
  useLayoutEffect(() => {
    // Scrolled rather than pushed up: nothing that is laid out moves.
    view.current?.scrollTo(0, view.current.scrollHeight)
  }, [text])
  return (
    <div ref={view} className="thoughts">
      {paragraphs.map((paragraph, index) => (
        <Paragraph key={index} text={paragraph} newest={index === paragraphs.length - 1} />
      ))}
    </div>
  )
}

/** A long text behind one line. */
export function FoldedText({ text, title }: { readonly text: string; readonly title: string }) {
  return (
    <details className="fold" name="folded-text">
      <summary>{title}</summary>
      {/* It scrolls, so that the keyboard must reach it. */}
      <div className="fold-text" tabIndex={0} role="region" aria-label={title}>
        {toParagraphs(text).map((paragraph, index) => (
          <Paragraph key={index} text={paragraph} newest={false} />
        ))}
      </div>
    </details>
  )
}

function Paragraph({ text, newest }: { readonly text: string; readonly newest: boolean }) {
  const heading = /^\*\*(.+)\*\*$/s.exec(text)?.[1]
  return (
    <p
      className="thought"
      data-newest={newest || undefined}
      data-heading={heading !== undefined || undefined}
    >
      {heading ?? text.replaceAll('**', '')}
    </p>
  )
}

function toParagraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
}
