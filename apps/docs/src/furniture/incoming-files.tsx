import { useEffect, useState } from 'react'

import { listenForPictures } from './picture-files.ts'

interface IncomingFilesProps {
  readonly onFiles: (files: readonly File[]) => void
  /** What to say while a file hovers over the page. */
  readonly invitation?: string
}

/** Takes pictures that are dropped or pasted anywhere on the page, and says so while some hover over it. */
export function IncomingFiles({ onFiles, invitation = 'Drop to add as a reference' }: IncomingFilesProps) {
  const [isOver, setIsOver] = useState(false)
  useEffect(() => listenForPictures({ onFiles, onHover: setIsOver }), [onFiles])
  return isOver && <div className="drop-here">{invitation}</div>
}
