import { createTestApi, type TestApi } from '@image-stream/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { effectScope, nextTick, reactive, ref, watch, watchEffect, type Ref } from 'vue'
import { useImageStream, type GeneratedImage, type ImageStreamOptions, type UseImageStream } from './index.ts'

/** Runs in an effect scope until the test ends. */
function inScope<Value>(make: () => Value): Value {
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  return scope.run(make) as Value
}

function setup(): UseImageStream & { readonly api: TestApi } {
  const api = createTestApi()
  return { ...inScope(() => useImageStream({ fetch: api.fetch })), api }
}

test('the fields never disagree, not even in a watcher that runs at once', async () => {
  const { generate, status, busy, image, state, stream } = setup()
  const seen: string[] = []
  inScope(() =>
    watch(
      status,
      () => {
        const snapshot = stream.value.getSnapshot()
        expect(state.value).toBe(snapshot)
        expect([status.value, busy.value, image.value]).toEqual([
          snapshot.status,
          snapshot.busy,
          snapshot.image,
        ])
        seen.push(status.value)
      },
      { flush: 'sync' },
    ),
  )
  await generate('A fox')
  expect(seen).toEqual(['submitted', 'thinking', 'receiving', 'success'])
})

test('a ref changes only when its own field does', async () => {
  const { generate, image, turns, thoughts } = setup()
  const [onImage, onTurns, onThoughts] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()]
  inScope(() => {
    watch(image, onImage, { flush: 'sync' })
    watch(turns, onTurns, { flush: 'sync' })
    watch(thoughts, onThoughts, { flush: 'sync' })
  })
  await generate('A fox')
  expect([onImage.mock.calls.length, onTurns.mock.calls.length]).toEqual([1, 1])
  expect(onThoughts).toHaveBeenCalled()
})

test('nobody can set a field', () => {
  const { status } = setup()
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  onTestFinished(() => warn.mockRestore())
  ;(status as Ref<string>).value = 'success'
  expect(status.value).toBe('idle')
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('readonly'))
})

test('an effect that draws is not run, and nothing paid, again when an option changes', async () => {
  const api = createTestApi()
  const ratio = ref<'1:1' | '16:9'>('1:1')
  const options = (): ImageStreamOptions => ({ fetch: api.fetch, defaults: { aspectRatio: ratio.value } })
  const onRun = vi.fn<() => void>()
  const { status } = inScope(() => {
    const stream = useImageStream(options)
    watchEffect(() => {
      onRun()
      void stream.generate('A fox')
    })
    return stream
  })
  await expect.poll(() => status.value).toBe('success')
  ratio.value = '16:9'
  await nextTick()
  expect(onRun).toHaveBeenCalledTimes(1)
  expect(api.ledger.paid).toBe(1)
})

test('options may be a ref', async () => {
  const api = createTestApi()
  const options = ref<ImageStreamOptions>({ fetch: api.fetch, defaults: { aspectRatio: '16:9' } })
  const { generate, input } = inScope(() => useImageStream(options))
  await generate('A fox')
  expect(input.value?.aspectRatio).toBe('16:9')
  options.value = { fetch: api.fetch, defaults: { aspectRatio: '3:4' } }
  await generate('An owl')
  expect(input.value?.aspectRatio).toBe('3:4')
})

test('pictures and turns can be kept in refs of one’s own', async () => {
  const { generate, edit, image, head, select, turns } = setup()
  await generate('A fox')
  const kept = ref<GeneratedImage[]>([image.value!])
  expect(kept.value[0]).toBe(image.value)
  expect(kept.value[0]!.url).toMatch(/^blob:/)
  expect((await kept.value[0]!.bytes()).byteLength).toBe(image.value!.byteLength)

  const fox = ref(head.value!)
  await edit('Make it snow')
  await edit({ prompt: 'Add an owl', from: fox.value })
  expect(head.value!.parentId).toBe(fox.value.id)
  select(fox.value)
  expect(head.value).toBe(turns.value[0])
})

test('wrapped in reactive() the fields are read without .value', async () => {
  const api = createTestApi()
  const stream = inScope(() => reactive(useImageStream({ fetch: api.fetch })))
  await stream.generate('A fox')
  expect([stream.status, stream.head?.prompt]).toEqual(['success', 'A fox'])
  expect(stream.image?.url).toMatch(/^blob:/)
})
