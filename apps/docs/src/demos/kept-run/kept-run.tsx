import { useImageStream } from '@image-stream/react'

export function KeptRun() {
  const { generate, stop, busy, input, startedAt, thoughts, image, head, incoming, error } = useImageStream({
    id: 'kept-run', // where the next page of this tab finds the run
  })

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        generate(String(new FormData(event.currentTarget).get('prompt')))
      }}
    >
      <input name="prompt" required aria-label="Prompt" defaultValue="A lighthouse in a storm" />
      <button disabled={busy}>Draw</button>
      {busy && (
        <>
          <button type="button" onClick={stop}>
            Stop
          </button>
          <button type="button" onClick={() => location.reload()}>
            Reload the page
          </button>
        </>
      )}
      <p role="status">
        {error && error.message}
        {busy && `Drawing “${input.prompt}” since ${new Date(startedAt).toLocaleTimeString()}`}
      </p>
      <p>{thoughts}</p> {/* not a live region: a screen reader would read every token */}
      {incoming?.url ? (
        <img src={incoming.url} width={incoming.width} height={incoming.height} alt="" />
      ) : (
        image && <img src={image.url} width={image.width} height={image.height} alt={head?.prompt ?? ''} />
      )}
    </form>
  )
}
