import {
  createImageStream,
  type ImageStream,
  type ImageStreamOptions,
  type RunResult,
} from '@image-stream/core'
import {
  Profiler,
  StrictMode,
  useEffect,
  useState,
  type ProfilerOnRenderCallback,
  type ReactNode,
} from 'react'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { createServer } from '../test/server.ts'
import { useImageStream } from './use-image-stream.ts'

/** A view of everything that a test asks about. */
function Studio(options: ImageStreamOptions): ReactNode {
  const { generate, stop, retry, status, busy, thoughts, image, error } = useImageStream(options)
  return (
    <>
      <button onClick={() => void generate({ prompt: 'A fox in the snow', aspectRatio: '16:9' })}>
        Draw
      </button>
      {busy && <button onClick={stop}>Stop</button>}
      {error && <button onClick={() => void retry()}>Again</button>}
      <output>{status}</output>
      <p>{thoughts}</p>
      {image && <img src={image.url} alt="drawn" />}
    </>
  )
}

test('a click draws: thoughts, then a picture that the browser decodes at its own size', async () => {
  const { fetch, emulator } = createServer()
  const screen = await render(<Studio fetch={fetch} />)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
  const image = screen.getByRole('img').element() as HTMLImageElement
  await image.decode()
  expect([image.naturalWidth, image.naturalHeight]).toEqual([64, 36])
  await expect.element(screen.getByRole('paragraph')).not.toBeEmptyDOMElement()
  expect(emulator.ledger.paid).toBe(1)
})

test('under StrictMode, which mounts twice, an effect that draws pays once', async () => {
  const { fetch, emulator } = createServer()
  function Mounted(): ReactNode {
    const { generate, status, image } = useImageStream({ fetch })
    useEffect(() => void generate('A fox'), [generate])
    return <output>{image ? 'drawn' : status}</output>
  }
  const screen = await render(
    <StrictMode>
      <Mounted />
    </StrictMode>,
  )
  await expect.element(screen.getByRole('status')).toHaveTextContent('drawn')
  expect(emulator.ledger).toMatchObject({ paid: 1, aborted: 0 })
})

test('stop closes the paid call', async () => {
  const { fetch, emulator } = createServer({ silence: { at: 'thinking' } })
  const screen = await render(<Studio fetch={fetch} />)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('thinking')
  await screen.getByRole('button', { name: 'Stop' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('stopped')
  await expect.poll(() => emulator.ledger.aborted).toBe(1)
})

test('unmounting leaves the run, which ends as nobody keeps it, and nothing is rendered after', async () => {
  const { fetch, emulator } = createServer({ silence: { at: 'thinking' } })
  const onFinish = vi.fn<(result: RunResult) => void>()
  const screen = await render(<Studio fetch={fetch} onFinish={onFinish} />)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('thinking')
  await screen.unmount()
  await expect.poll(() => emulator.ledger.aborted).toBe(1)
  expect(onFinish).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 'stopped' }))
})

test('an error can be retried', async () => {
  const { fetch, emulator } = createServer()
  emulator.next('overloaded')
  const screen = await render(<Studio fetch={fetch} />)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('error')
  await screen.getByRole('button', { name: 'Again' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
})

test('callbacks are those of the last render', async () => {
  const { fetch } = createServer()
  const outcomes: string[] = []
  function Renamed(): ReactNode {
    const [name, setName] = useState('first')
    const { generate } = useImageStream({
      fetch,
      onFinish: ({ status }) => outcomes.push(`${name} ${status}`),
    })
    return (
      <>
        <button onClick={() => void generate('A fox')}>Draw</button>
        <button onClick={() => setName('second')}>{name}</button>
      </>
    )
  }
  const screen = await render(<Renamed />)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await screen.getByRole('button', { name: 'first' }).click()
  await expect.poll(() => outcomes.length).toBe(1)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.poll(() => outcomes.at(-1)).toBe('second success')
})

test('a given stream is shown and not owned: unmounting its children ends nothing', async () => {
  const { fetch, emulator } = createServer()
  const stream = createImageStream({ fetch })
  function Child({ of }: { readonly of: ImageStream }): ReactNode {
    return <output>{useImageStream(of).status}</output>
  }
  emulator.next({ silence: { at: 'thinking' } })
  const screen = await render(<Child of={stream} />)
  void stream.generate('A fox')
  await expect.element(screen.getByRole('status')).toHaveTextContent('thinking')
  await screen.unmount()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(emulator.ledger).toMatchObject({ open: 1, aborted: 0 })
  stream.stop()
})

test('a component that reads only the picture is not rendered by thoughts', async () => {
  const { fetch } = createServer()
  const stream = createImageStream({ fetch })
  const onRender = vi.fn<ProfilerOnRenderCallback>()
  function Canvas(): ReactNode {
    const image = useImageStream(stream, (snapshot) => snapshot.image)
    return <output>{image ? 'drawn' : 'empty'}</output>
  }
  const screen = await render(
    <Profiler id="canvas" onRender={onRender}>
      <Canvas />
    </Profiler>,
  )
  await stream.generate('A fox')
  await expect.element(screen.getByRole('status')).toHaveTextContent('drawn')
  expect(onRender).toHaveBeenCalledTimes(2)
})
