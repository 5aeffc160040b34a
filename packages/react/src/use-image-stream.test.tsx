import { createImageStream, type ImageStream, type Snapshot } from '@image-stream/core'
import { createScriptedTransport } from '@image-stream/testing'
import { useEffect, useState, type ReactNode } from 'react'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { useImageStream } from './use-image-stream.ts'

// What every binding promises is in the contract (binding.test.ts). Here is what is React's alone.

test('an effect that draws has the callbacks and defaults of its own render', async () => {
  const transport = createScriptedTransport()
  const heard: string[] = []
  function View(): ReactNode {
    const [name, setName] = useState('first')
    const { generate, stop } = useImageStream({
      transport,
      defaults: { system: name },
      onFinish: ({ status }) => heard.push(`${name} ${status}`),
    })
    useEffect(() => {
      void generate(`For the ${name}`)
      return stop
    }, [name, generate, stop])
    return <button onClick={() => setName('second')}>{name}</button>
  }
  const screen = await render(<View />)
  await screen.getByRole('button').click()
  await expect.poll(() => transport.runs.length).toBe(2)
  await transport.succeed()
  expect(transport.runs.map(({ request }) => request.input)).toMatchObject([
    { prompt: 'For the first', system: 'first' },
    { prompt: 'For the second', system: 'second' },
  ])
  await expect.poll(() => heard).toEqual(['second stopped', 'second success'])
})

test('another stream, and another selector, are shown at once', async () => {
  const red = await thinking('Red')
  const blue = await thinking('Blue')
  interface Props {
    readonly of: ImageStream
    readonly select?: (snapshot: Snapshot) => string
  }
  function Part({ of, select = ({ thoughts }) => thoughts }: Props): ReactNode {
    return <output>{useImageStream(of, select)}</output>
  }
  const screen = await render(<Part of={red} />)
  await expect.element(screen.getByRole('status')).toHaveTextContent('Red')
  await screen.rerender(<Part of={blue} />)
  await expect.element(screen.getByRole('status')).toHaveTextContent('Blue')
  await screen.rerender(<Part of={blue} select={({ input }) => input?.prompt ?? ''} />)
  await expect.element(screen.getByRole('status')).toHaveTextContent('A Blue fox')
})

async function thinking(thought: string): Promise<ImageStream> {
  const transport = createScriptedTransport()
  const stream = createImageStream({ transport })
  void stream.generate(`A ${thought} fox`)
  await transport.emit({ type: 'thought', text: thought })
  return stream
}

test('actions stay the same from render to render', async () => {
  const transport = createScriptedTransport()
  const seen = new Set<unknown>()
  function View(): ReactNode {
    const { generate, edit, stop, retry, reset, select, undo, redo, open, stream, thoughts } = useImageStream(
      {
        transport,
      },
    )
    for (const each of [generate, edit, stop, retry, reset, select, undo, redo, open, stream]) seen.add(each)
    return <button onClick={() => void generate('A fox')}>{thoughts || 'Draw'}</button>
  }
  const screen = await render(<View />)
  await screen.getByRole('button').click()
  await transport.emit({ type: 'thought', text: 'Red' })
  await expect.element(screen.getByRole('button')).toHaveTextContent('Red')
  expect(seen.size).toBe(10)
})
