import { useLayoutEffect, useRef } from 'react'

import { toParagraphs, type Paragraph } from './paragraphs.ts'

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
        <ParagraphLine key={index} paragraph={paragraph} newest={index === paragraphs.length - 1} />
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
          <ParagraphLine key={index} paragraph={paragraph} newest={false} />
        ))}
      </div>
    </details>
  )
}

function ParagraphLine({ paragraph, newest }: { readonly paragraph: Paragraph; readonly newest: boolean }) {
  const { text, isHeading } = paragraph
  return (
    <p className="thought" data-newest={newest || undefined} data-heading={isHeading || undefined}>
      {text}
    </p>
  )
}
