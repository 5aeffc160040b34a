import { useImageStream, type ImageStream } from '@image-stream/react'

export function Page() {
  const { stream } = useImageStream() // the owner: it made the stream, it lets go of it
  return (
    <>
      <Toolbar stream={stream} />
      <Canvas stream={stream} />
    </>
  )
}

function Toolbar({ stream }: { stream: ImageStream }) {
  const { generate, stop, status, thoughts } = useImageStream(stream)
  return (
    <>
      <button onClick={() => generate('A harbour at night')}>Draw</button>
      <button onClick={stop}>Stop</button>
      <p role="status">{status}</p>
      <p>{thoughts}</p>
    </>
  )
}

function Canvas({ stream }: { stream: ImageStream }) {
  const image = useImageStream(stream, (snapshot) => snapshot.image) // not rendered by each thought
  return image && <img src={image.url} width={image.width} height={image.height} alt="A harbour at night" />
}
