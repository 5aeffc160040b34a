// @vitest-environment happy-dom
import { createImageStream } from '@image-stream/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTestApi } from './index.ts'

test('in happy-dom a page draws by a path of its own, and edits, which sends the picture', async () => {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const stream = createImageStream()
  expect(await stream.generate('A fox')).toMatchObject({ status: 'success' })
  expect(await stream.edit('Make it night')).toMatchObject({ status: 'success' })
  const picture = await stream.getSnapshot().image?.bytes()
  const file = new File([picture ?? ''], 'fox.png')
  expect(await stream.generate({ prompt: 'The same in oil', images: [file] })).toMatchObject({
    status: 'success',
  })
  expect(api.ledger.calls.map(({ images }) => images)).toEqual([0, 1, 1])
})
