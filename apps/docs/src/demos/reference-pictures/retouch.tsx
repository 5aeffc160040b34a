import { useImageStream } from '@image-stream/react'

export function Retouch() {
  const { open, edit, generate, image, head, busy, error } = useImageStream()

  return (
    <>
      {/* The visitor's own picture becomes turn 0: shown at once, undo comes back to it, nothing is paid. */}
      <label>
        Your picture{' '}
        <input
          type="file"
          accept="image/*"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) open(file)
          }}
        />
      </label>
      <button disabled={!head || busy} onClick={() => edit('Make it night')}>
        Make it night
      </button>

      {/* References without a tree: a FileList goes in as it is. */}
      <label>
        Pictures for one poster{' '}
        <input
          type="file"
          accept="image/*"
          multiple
          onChange={(event) => generate({ prompt: 'One poster from these', images: event.target.files })}
        />
      </label>

      <p role="status">{error ? error.message : busy ? 'Drawing…' : ''}</p>
      {image && (
        <img
          src={image.url}
          width={image.width}
          height={image.height}
          alt={head?.prompt || 'Your picture'}
          style={{ opacity: busy ? 0.5 : 1 }}
        />
      )}
    </>
  )
}
