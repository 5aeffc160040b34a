import { createTestApi } from '@image-stream/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { createSSRApp, defineComponent, h, onMounted, type Component } from 'vue'
import { renderToString } from 'vue/server-renderer'
import Picture from '../test/views/picture.vue'
import Studio from '../test/views/studio.vue'
import { createImageStream, useImageStream } from './index.ts'

/** Renders as a server does, then brings the page to life. */
async function hydrate(
  component: Component,
  props?: Record<string, unknown>,
  meanwhile?: () => Promise<unknown>,
): Promise<void> {
  const place = document.body.appendChild(document.createElement('div'))
  place.innerHTML = await renderToString(createSSRApp(component, props))
  await meanwhile?.()
  const app = createSSRApp(component, props)
  const rendered = place.querySelector('output')
  app.mount(place)
  // What was there is used, and not replaced.
  expect(place.querySelector('output')).toBe(rendered)
  onTestFinished(() => {
    app.unmount()
    place.remove()
  })
}

test('a page that was rendered on a server comes to life as it is, and draws', async () => {
  const warn = vi.spyOn(console, 'warn')
  const error = vi.spyOn(console, 'error')
  onTestFinished(() => void vi.restoreAllMocks())
  const api = createTestApi()
  await hydrate(Studio, { options: { fetch: api.fetch } })
  await expect.element(page.getByRole('status')).toHaveTextContent('idle')
  await page.getByRole('button', { name: 'Draw' }).click()
  await expect.element(page.getByRole('img')).toBeVisible()
  expect([warn.mock.calls, error.mock.calls]).toEqual([[], []])
  expect(api.ledger.paid).toBe(1)
})

test('a component that draws when it is mounted does so in the page, once, and not on the server', async () => {
  const warn = vi.spyOn(console, 'warn')
  onTestFinished(() => warn.mockRestore())
  const api = createTestApi()
  const Mounted = defineComponent(() => {
    const { generate, status } = useImageStream({ fetch: api.fetch })
    onMounted(() => void generate('A fox'))
    return () => h('output', status.value)
  })
  await hydrate(Mounted)
  await expect.element(page.getByRole('status')).toHaveTextContent('success')
  expect(warn).not.toHaveBeenCalled()
  expect(api.ledger.paid).toBe(1)
})

test('a part of a page that comes to life late takes over what the server rendered, and then shows its stream', async () => {
  const warn = vi.spyOn(console, 'warn')
  const error = vi.spyOn(console, 'error')
  onTestFinished(() => void vi.restoreAllMocks())
  const stream = createImageStream({ fetch: createTestApi().fetch })
  await hydrate(Picture, { stream }, () => stream.generate('A fox'))
  await expect.element(page.getByRole('status')).toHaveTextContent(stream.getSnapshot().image!.url)
  expect([warn.mock.calls, error.mock.calls]).toEqual([[], []])

  const first = stream.getSnapshot().image
  await page.getByRole('button', { name: 'Draw' }).click()
  await expect.poll(() => stream.getSnapshot().image).not.toBe(first)
  await expect.element(page.getByRole('status')).toHaveTextContent(stream.getSnapshot().image!.url)
})
