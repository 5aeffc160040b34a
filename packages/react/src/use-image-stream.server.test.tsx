import { renderToString } from 'react-dom/server'
import type { ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { useImageStream } from './use-image-stream.ts'

test('on a server it renders idle, asks for nothing and says nothing', () => {
  const fetch = vi.spyOn(globalThis, 'fetch')
  const error = vi.spyOn(console, 'error')
  function View(): ReactNode {
    const { status, image } = useImageStream()
    return <output>{image ? 'drawn' : status}</output>
  }
  expect(renderToString(<View />)).toBe('<output>idle</output>')
  expect(fetch).not.toHaveBeenCalled()
  expect(error).not.toHaveBeenCalled()
})
