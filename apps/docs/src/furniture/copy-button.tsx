import { useEffect, useState, type ReactNode } from 'react'

const SHOWN_MS = 1500

interface CopyButtonProps {
  readonly text: string
  readonly className?: string
  readonly children: ReactNode
}

/** Copies a text and says so for a moment. */
export function CopyButton({ text, className = 'button', children }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true), ignore)
  return (
    <button type="button" className={className} onClick={() => void copy()}>
      {copied ? 'Copied' : children}
    </button>
  )
}

// A browser may refuse the clipboard; the text is in view, so nothing is lost.
function ignore(): void {}
