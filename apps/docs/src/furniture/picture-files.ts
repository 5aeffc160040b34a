/** What the models take. */
export const acceptedPictures = 'image/jpeg,image/png,image/webp'

interface PictureListeners {
  readonly onFiles: (files: readonly File[]) => void
  /** Whether something that can be dropped is over the page. */
  readonly onHover: (isOver: boolean) => void
}

/** Takes pictures that are dropped or pasted anywhere on the page. Gives the way to stop listening. */
export function listenForPictures({ onFiles, onHover }: PictureListeners): () => void {
  const controller = new AbortController()
  const { signal } = controller
  window.addEventListener(
    'dragover',
    (event) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      onHover(true)
    },
    { signal },
  )
  window.addEventListener(
    'dragleave',
    (event) => {
      // Between two elements there is one to go to; out of the window there is none.
      if (event.relatedTarget === null) onHover(false)
    },
    { signal },
  )
  window.addEventListener(
    'drop',
    (event) => {
      onHover(false)
      if (!holdsFiles(event)) return
      event.preventDefault()
      onFiles(picturesOf(event.dataTransfer))
    },
    { signal },
  )
  window.addEventListener(
    'paste',
    (event) => {
      const files = picturesOf(event.clipboardData)
      if (files.length === 0) return
      event.preventDefault()
      onFiles(files)
    },
    { signal },
  )
  return () => controller.abort()
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}

function picturesOf(data: DataTransfer | null): readonly File[] {
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'))
}
