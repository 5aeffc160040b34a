import { createTestApi } from '@image-stream/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { createImageStream, useImageStream } from './index.ts'

test('in an effect scope a stream is shown until the scope stops, which lets go of its run', async () => {
  const api = createTestApi()
  api.next({ hold: true })
  const scope = effectScope()
  const { generate, status } = scope.run(() => useImageStream({ fetch: api.fetch }))!
  const result = generate('A fox')
  await expect.poll(() => status.value).toBe('thinking')
  scope.stop()
  expect(await result).toMatchObject({ status: 'stopped' })
  await expect.poll(() => api.ledger.aborted).toBe(1)
  expect(status.value).toBe('thinking')
})

test('a given stream needs no scope, and is followed for ever', async () => {
  const warn = vi.spyOn(console, 'warn')
  onTestFinished(() => warn.mockRestore())
  const stream = createImageStream({ fetch: createTestApi().fetch })
  const { image } = useImageStream(stream)
  await stream.generate('A fox')
  expect(image.value).not.toBeNull()
  expect(image.value).toBe(stream.getSnapshot().image)
  expect(warn).not.toHaveBeenCalled()
})

test('a stream of its own without a scope, which nothing would let go of, is warned of', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  onTestFinished(() => warn.mockRestore())
  useImageStream()
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no active effect scope'))
})
