import { createImageStream } from '@image-stream/core'
import { StrictMode, version, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import { useImageStream } from './use-image-stream.ts'

/** What a server must not do: ask for anything, say anything, leave a timer behind. */
function watchServer() {
  const spies = [
    vi.spyOn(globalThis, 'fetch'),
    vi.spyOn(console, 'error'),
    vi.spyOn(console, 'warn'),
    vi.spyOn(globalThis, 'setTimeout'),
  ]
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
  return () => spies.map((spy) => spy.mock.calls)
}

test(`React ${version} renders it idle on a server, where there is no window, and nothing else happens`, () => {
  const calls = watchServer()
  function View(): ReactNode {
    const { status, image } = useImageStream()
    return <output>{image ? 'drawn' : status}</output>
  }
  const page = (
    <StrictMode>
      <View />
    </StrictMode>
  )
  expect(typeof window).toBe('undefined')
  expect(renderToString(page)).toBe('<output>idle</output>')
  expect(calls()).toEqual([[], [], [], []])
})

test('a given stream and a selector are rendered as well', () => {
  const calls = watchServer()
  const stream = createImageStream()
  function View(): ReactNode {
    const { busy } = useImageStream(stream)
    return <output>{useImageStream(stream, ({ turns }) => `${turns.length} turns${busy ? '…' : ''}`)}</output>
  }
  expect(renderToString(<View />)).toBe('<output>0 turns</output>')
  expect(calls()).toEqual([[], [], [], []])
})
