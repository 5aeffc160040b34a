import { createTestApi } from '@image-stream/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createSSRApp, effectScope } from 'vue'
import { renderToString } from 'vue/server-renderer'
import Picture from '../test/views/picture.vue'
import Studio from '../test/views/studio.vue'
import { createImageStream, useImageStream, type ImageStream } from './index.ts'

test('on a server it renders idle, asks for nothing and says nothing', async () => {
  const fetch = vi.spyOn(globalThis, 'fetch')
  const warn = vi.spyOn(console, 'warn')
  const error = vi.spyOn(console, 'error')
  onTestFinished(() => void vi.restoreAllMocks())
  const html = await renderToString(createSSRApp(Studio, { options: {} }))
  expect(html).toContain('<output>idle</output>')
  expect(html).not.toContain('<img')
  expect([fetch.mock.calls, warn.mock.calls, error.mock.calls]).toEqual([[], [], []])
})

test('a stream that outlives its pages keeps no listener of any', async () => {
  const listeners = new Set<unknown>()
  const stream = createImageStream()
  const counted: ImageStream = {
    ...stream,
    subscribe(listener) {
      listeners.add(listener)
      const unsubscribe = stream.subscribe(listener)
      return () => {
        listeners.delete(listener)
        unsubscribe()
      }
    },
  }
  expect(await renderToString(createSSRApp(Picture, { stream: counted }))).toContain('empty')
  expect(listeners.size).toBe(0)
})

test('in a program without pages an effect scope follows a stream', async () => {
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const { generate, status, image } = scope.run(() => useImageStream({ fetch: createTestApi().fetch }))!
  await generate('A fox')
  expect([status.value, image.value?.width]).toEqual(['success', 64])
})
