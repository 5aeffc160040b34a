import { useEffect, useState } from 'react'

interface IncomingFilesProps {
  readonly onFiles: (files: readonly File[]) => void
}

/** Takes pictures that are dropped or pasted anywhere on the page, and says so while some hover over it. */
export function IncomingFiles({ onFiles }: IncomingFilesProps) {
  const hovering = useDroppedFiles(onFiles)
  usePastedFiles(onFiles)
  return hovering && <div className="drop-here">Drop to add as a reference</div>
}

function useDroppedFiles(onFiles: (files: readonly File[]) => void): boolean {
  const [hovering, setHovering] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setHovering(true)
    }
    const leave = (event: DragEvent) => {
      // Between two elements there is one to go to; out of the window there is none.
      if (event.relatedTarget === null) setHovering(false)
    }
    const drop = (event: DragEvent) => {
      const files = picturesOf(event.dataTransfer)
      setHovering(false)
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      onFiles(files)
    }
    return listen({ dragover: over, dragleave: leave, drop })
  }, [onFiles])
  return hovering
}

function usePastedFiles(onFiles: (files: readonly File[]) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = picturesOf(event.clipboardData)
      if (files.length === 0) return
      event.preventDefault()
      onFiles(files)
    }
    return listen({ paste })
  }, [onFiles])
}

function picturesOf(data: DataTransfer | null): readonly File[] {
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'))
}

type Handlers = { readonly [Name in keyof WindowEventMap]?: (event: WindowEventMap[Name]) => void }

function listen(handlers: Handlers): () => void {
  const controller = new AbortController()
  for (const [name, handler] of Object.entries(handlers)) {
    window.addEventListener(name, handler as EventListener, { signal: controller.signal })
  }
  return () => controller.abort()
}
