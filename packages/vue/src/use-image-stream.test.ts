import { createTestApi } from '@image-stream/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-vue'
import { defineComponent, h, KeepAlive, onMounted, shallowRef, Suspense, type VNodeChild } from 'vue'
import { mountOnPage } from '../test/mount-on-page.ts'
import Picture from '../test/views/picture.vue'
import Studio from '../test/views/studio.vue'
import { createImageStream, useImageStream, type ImageStreamOptions, type RunResult } from './index.ts'

test('a click draws: thoughts, then a picture that the browser decodes at its own size', async () => {
  const api = createTestApi()
  const screen = await render(Studio, {
    props: { options: { fetch: api.fetch, defaults: { aspectRatio: '16:9' } } },
  })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
  const image = screen.getByRole('img').element() as HTMLImageElement
  await image.decode()
  expect([image.naturalWidth, image.naturalHeight]).toEqual([64, 36])
  await expect.element(screen.getByRole('paragraph')).not.toBeEmptyDOMElement()
  expect(api.ledger.paid).toBe(1)
})

test('a component that draws when it is mounted pays once', async () => {
  const api = createTestApi()
  const Mounted = defineComponent(() => {
    const { generate, status, image } = useImageStream({ fetch: api.fetch })
    onMounted(() => void generate('A fox'))
    return () => h('output', image.value ? 'drawn' : status.value)
  })
  const screen = await render(Mounted)
  await expect.element(screen.getByRole('status')).toHaveTextContent('drawn')
  expect(api.ledger).toMatchObject({ paid: 1, aborted: 0 })
})

test('a setup that awaits a picture finds it in the refs', async () => {
  const api = createTestApi()
  const Awaiting = defineComponent({
    async setup() {
      const { generate, status, image } = useImageStream({ fetch: api.fetch })
      const result = await generate('A fox')
      const seen = [status.value, result.status === 'success' && result.image === image.value].join()
      return () => h('output', seen)
    },
  })
  onTestFinished(mountOnPage(() => h(Suspense, () => h(Awaiting))))
  await expect.element(page.getByRole('status')).toHaveTextContent('success,true')
})

test('stop closes the paid call', async () => {
  const api = createTestApi()
  api.next({ hold: true })
  const screen = await render(Studio, { props: { options: { fetch: api.fetch } } })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('thinking')
  await screen.getByRole('button', { name: 'Stop' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('stopped')
  await expect.poll(() => api.ledger.aborted).toBe(1)
})

test('unmounting leaves the run, which ends as nobody keeps it', async () => {
  const api = createTestApi()
  api.next({ hold: true })
  const onFinish = vi.fn<(result: RunResult) => void>()
  const screen = await render(Studio, { props: { options: { fetch: api.fetch, onFinish } } })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('thinking')
  await screen.unmount()
  await expect.poll(() => api.ledger.aborted).toBe(1)
  expect(onFinish).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 'stopped' }))
})

test('a run of a component that was never mounted ends with it', async () => {
  const api = createTestApi()
  api.next({ hold: true })
  const Drawing = defineComponent({
    async setup() {
      await useImageStream({ fetch: api.fetch }).generate('A fox')
      return () => null
    },
  })
  const unmount = mountOnPage(() => h(Suspense, () => h(Drawing)))
  await expect.poll(() => api.ledger.open).toBe(1)
  unmount()
  await expect.poll(() => api.ledger.aborted).toBe(1)
})

test('what is kept alive goes on while it is not shown', async () => {
  const api = createTestApi()
  const held = api.next({ hold: true })
  const shown = shallowRef(true)
  const options: ImageStreamOptions = { fetch: api.fetch }
  const screen = await render(() => h(KeepAlive, () => (shown.value ? h(Studio, { options }) : h('hr'))))
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('thinking')
  shown.value = false
  await expect.element(screen.getByRole('separator')).toBeInTheDocument()
  held.release()
  shown.value = true
  await expect.element(screen.getByRole('img')).toBeVisible()
  expect(api.ledger).toMatchObject({ paid: 1, aborted: 0 })
})

test('an error can be retried', async () => {
  const api = createTestApi()
  api.next('upstream')
  const screen = await render(Studio, { props: { options: { fetch: api.fetch } } })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('error')
  await screen.getByRole('button', { name: 'Again' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
})

test('options are those of the moment in which they are needed', async () => {
  const api = createTestApi()
  const outcomes: string[] = []
  const optionsOf = (name: string, aspectRatio: '1:1' | '16:9'): ImageStreamOptions => ({
    fetch: api.fetch,
    defaults: { aspectRatio },
    onFinish: (result) => outcomes.push(`${name} ${result.status === 'success' ? result.image.height : ''}`),
  })
  const screen = await render(Studio, { props: { options: optionsOf('first', '1:1') } })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.poll(() => outcomes).toEqual(['first 64'])
  await screen.rerender({ options: optionsOf('second', '16:9') })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.poll(() => outcomes).toEqual(['first 64', 'second 36'])
})

test('a given stream is shown and not owned: unmounting ends nothing', async () => {
  const api = createTestApi()
  const held = api.next({ hold: true })
  const stream = createImageStream({ fetch: api.fetch })
  const screen = await render(Picture, { props: { stream } })
  const result = stream.generate('A fox')
  await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
  await screen.unmount()
  held.release()
  expect(await result).toMatchObject({ status: 'success' })
  expect(api.ledger).toMatchObject({ paid: 1, aborted: 0 })
})

test('another stream in its place is shown, and asked', async () => {
  const api = createTestApi()
  const [first, second] = [createImageStream({ fetch: api.fetch }), createImageStream({ fetch: api.fetch })]
  await first.generate('A fox')
  const screen = await render(Picture, { props: { stream: first } })
  await expect.element(screen.getByRole('status')).toHaveTextContent(first.getSnapshot().image!.url)
  await screen.rerender({ stream: second })
  await expect.element(screen.getByRole('status')).toHaveTextContent('empty')
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.poll(() => second.getSnapshot().image).not.toBeNull()
  await expect.element(screen.getByRole('status')).toHaveTextContent(second.getSnapshot().image!.url)
  expect(first.getSnapshot().turns).toHaveLength(1)
})

test('a component that reads only the picture is not rendered by thoughts', async () => {
  const api = createTestApi()
  const stream = createImageStream({ fetch: api.fetch })
  const onRender = vi.fn<() => VNodeChild>()
  const Canvas = defineComponent(() => {
    const { image } = useImageStream(stream)
    return () => {
      onRender()
      return h('output', image.value ? 'drawn' : 'empty')
    }
  })
  const screen = await render(Canvas)
  await stream.generate('A fox')
  await expect.element(screen.getByRole('status')).toHaveTextContent('drawn')
  expect(onRender).toHaveBeenCalledTimes(2)
})
