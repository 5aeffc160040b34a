// @vitest-environment jsdom
import { createImageStream } from '@image-stream/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTestApi } from './index.ts'

test('in jsdom a page draws by a path of its own', async () => {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const stream = createImageStream()
  expect(await stream.generate('A fox')).toMatchObject({ status: 'success', image: { width: 64 } })
  expect(stream.getSnapshot().image?.url).toMatch(/^blob:/)
  expect(api.ledger).toMatchObject({ paid: 1, aborted: 0 })
})
