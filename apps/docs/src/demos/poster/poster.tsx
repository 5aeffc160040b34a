import { useImageStream } from '@image-stream/react'

export function Poster() {
  const { generate, stop, busy, thoughts, image, head, incoming, error } = useImageStream()

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        generate(String(new FormData(event.currentTarget).get('prompt')))
      }}
    >
      <input name="prompt" required placeholder="A fox in a paper boat" />
      <button disabled={busy}>Draw</button>
      {busy && (
        <button type="button" onClick={stop}>
          Stop
        </button>
      )}
      <p role="status">{error ? error.message : busy ? 'Drawing…' : ''}</p>
      <p>{thoughts}</p> {/* not a live region: a screen reader would read every token */}
      {incoming?.url ? (
        <img src={incoming.url} width={incoming.width} height={incoming.height} alt="" />
      ) : (
        image && (
          <img
            src={image.url}
            width={image.width}
            height={image.height}
            alt={head?.prompt ?? ''}
            style={{ opacity: busy ? 0.5 : 1 }}
          />
        )
      )}
    </form>
  )
}
