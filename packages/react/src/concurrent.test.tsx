import { createImageStream, type ImageStream } from '@image-stream/core'
import { createScriptedTransport } from '@image-stream/testing'
import * as React from 'react'
import { Suspense, startTransition, useEffect, useState, type ReactNode } from 'react'
import { expect, onTestFinished, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { useImageStream } from './use-image-stream.ts'

/** Something that takes its time to render, so that a transition is interrupted in the middle. */
function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

test('a transition that is interrupted by thoughts never commits two of them at once', async () => {
  const transport = createScriptedTransport()
  const stream = createImageStream({ transport })
  const commits: (readonly string[])[] = []
  function Part({ of }: { readonly of: ImageStream }): ReactNode {
    const thoughts = useImageStream(of, (snapshot) => snapshot.thoughts)
    block(4)
    return <li>{thoughts}</li>
  }
  function View(): ReactNode {
    const [count, setCount] = useState(0)
    return (
      <>
        <button onClick={() => startTransition(() => setCount(20))}>Show</button>
        {Array.from({ length: count }, (_, index) => (
          <Part key={index} of={stream} />
        ))}
        <Part of={stream} />
      </>
    )
  }
  const screen = await render(<View />)
  const observer = new MutationObserver(() =>
    commits.push(Array.from(document.querySelectorAll('li'), ({ textContent }) => textContent)),
  )
  observer.observe(screen.container, { childList: true, characterData: true, subtree: true })
  onTestFinished(() => observer.disconnect())
  void stream.generate('A fox')
  await screen.getByRole('button').click()
  for (let thought = 0; thought < 20; thought += 1) {
    await transport.emit({ type: 'thought', text: '.' })
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await transport.succeed()
  await expect.poll(() => commits.at(-1)).toEqual(Array(21).fill(stream.getSnapshot().thoughts))
  expect(commits.filter((shown) => new Set(shown).size > 1)).toEqual([])
  // Otherwise nothing was interrupted.
  expect(commits.length).toBeGreaterThan(3)
})

test('a render that Suspense throws away leaves nothing behind, and the one that stays draws once', async () => {
  const transport = createScriptedTransport()
  const { promise, resolve } = Promise.withResolvers<void>()
  let isReady = false
  void promise.then(() => (isReady = true))
  function Late(): ReactNode {
    const { generate, status } = useImageStream({ transport })
    // What libraries throw to suspend, in React 18 as in 19.
    // oxlint-disable-next-line typescript/only-throw-error
    if (!isReady) throw promise
    useEffect(() => void generate('A fox'), [generate])
    return <output>{status}</output>
  }
  const screen = await render(
    <Suspense fallback={<p>Waiting</p>}>
      <Late />
    </Suspense>,
  )
  await expect.element(screen.getByText('Waiting')).toBeVisible()
  expect(transport.runs).toEqual([])
  resolve()
  await expect.element(screen.getByRole('status')).toHaveTextContent('submitted')
  await transport.succeed()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
  expect(transport.runs).toHaveLength(1)
})

test('a component that Suspense hides keeps its run', async () => {
  const transport = createScriptedTransport()
  const { promise, resolve } = Promise.withResolvers<void>()
  let isReady = false
  void promise.then(() => (isReady = true))
  function Neighbour({ waits }: { readonly waits: boolean }): ReactNode {
    // oxlint-disable-next-line typescript/only-throw-error
    if (waits && !isReady) throw promise
    return <p>Here</p>
  }
  function View(): ReactNode {
    const { generate, status } = useImageStream({ transport })
    return (
      <>
        <button onClick={() => void generate('A fox')}>Draw</button>
        <output>{status}</output>
      </>
    )
  }
  function Page({ waits = false }): ReactNode {
    return (
      <Suspense fallback={<p>Waiting</p>}>
        <View />
        <Neighbour waits={waits} />
      </Suspense>
    )
  }
  const screen = await render(<Page />)
  await screen.getByRole('button').click()
  await transport.emit({ type: 'thought', text: 'Red' })
  await screen.rerender(<Page waits />)
  await expect.element(screen.getByText('Waiting')).toBeVisible()
  await transport.emit({ type: 'thought', text: ' on white.' })
  resolve()
  await expect.element(screen.getByText('Here')).toBeVisible()
  await transport.succeed()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
  expect(transport.runs).toHaveLength(1)
})

// Read by name, as React 18 has none.
const { Activity } = React as { readonly Activity?: typeof React.Activity }

test.skipIf(!Activity)(
  'a component that Activity hides lets go as one that is unmounted, and draws when it is back',
  async () => {
    if (!Activity) return
    const transport = createScriptedTransport()
    function View(): ReactNode {
      const { generate, status } = useImageStream({ transport })
      return <button onClick={() => void generate('A fox')}>{status}</button>
    }
    const page = (mode: 'hidden' | 'visible'): ReactNode => (
      <Activity mode={mode}>
        <View />
      </Activity>
    )
    const screen = await render(page('visible'))
    await screen.getByRole('button').click()
    await transport.emit({ type: 'thought', text: 'Red' })
    await screen.rerender(page('hidden'))
    await expect.poll(() => transport.runs.map(({ state }) => state)).toEqual(['left'])
    await screen.rerender(page('visible'))
    await screen.getByRole('button').click()
    await transport.succeed()
    await expect.element(screen.getByRole('button')).toHaveTextContent('success')
  },
)
