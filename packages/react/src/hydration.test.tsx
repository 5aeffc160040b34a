import { createImageStream, type ImageStream } from '@image-stream/core'
import { createScriptedTransport } from '@image-stream/testing'
import { StrictMode, type ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import { useImageStream } from './use-image-stream.ts'

interface Hydrated {
  readonly container: HTMLElement
  /** What React could not take over as it was. */
  readonly mismatches: readonly unknown[]
}

/** Puts on the page what a server would have sent, and lets React take it over. */
function hydrate(html: string, element: ReactNode): Hydrated {
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = html
  const mismatches: unknown[] = []
  const error = vi.spyOn(console, 'error').mockImplementation((...said) => mismatches.push(said))
  const root = hydrateRoot(container, element, { onRecoverableError: (reason) => mismatches.push(reason) })
  onTestFinished(() => {
    root.unmount()
    container.remove()
    error.mockRestore()
  })
  return { container, mismatches }
}

test('a page that a server rendered is taken over as it stands, and then draws', async () => {
  const transport = createScriptedTransport()
  function View(): ReactNode {
    const { status, thoughts, generate } = useImageStream({ transport })
    return (
      <button onClick={() => void generate('A fox')}>
        {status} {thoughts}
      </button>
    )
  }
  const element = (
    <StrictMode>
      <View />
    </StrictMode>
  )
  const { container, mismatches } = hydrate(renderToString(element), element)
  const button = container.querySelector('button')
  await expect.poll(() => Object.keys(button ?? {}).some((key) => key.startsWith('__reactProps'))).toBe(true)
  button?.click()
  await transport.emit({ type: 'thought', text: 'Red' })
  await expect.poll(() => container.textContent).toBe('thinking Red')
  expect(container.querySelector('button')).toBe(button)
  expect(mismatches).toEqual([])
})

test('a part that is taken over while a run goes on already matches what the server rendered, and then catches up', async () => {
  const transport = createScriptedTransport()
  const stream = createImageStream({ transport })
  function Part({ of }: { readonly of: ImageStream }): ReactNode {
    return <output>{useImageStream(of, (snapshot) => snapshot.status)}</output>
  }
  const html = renderToString(<Part of={createImageStream()} />)
  void stream.generate('A fox')
  await transport.emit({ type: 'thought', text: 'Red' })
  const { container, mismatches } = hydrate(html, <Part of={stream} />)
  await expect.poll(() => container.textContent).toBe('thinking')
  expect(mismatches).toEqual([])
  stream.stop()
})
