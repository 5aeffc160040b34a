import { createImageStream, type RunResult } from '@image-stream/core'
import { expect, test, vi } from 'vitest'
import { createScriptedTransport } from '../src/index.ts'
import type { Binding } from './binding.ts'
import { trackObjectUrls } from './object-urls.ts'
import { expectShown, isBusy, mountView, setStage, settle, statuses, ways } from './stage.ts'

/** A component that goes lets go of everything, and of the paid run as `onUnmount` says. */
export function unmountTests(binding: Binding): void {
  test.each(statuses)(
    'unmounted while %s: URLs are revoked, nothing is rendered, the run is left',
    async (status) => {
      const urls = trackObjectUrls()
      const stage = await setStage(binding)
      const { view, transport } = stage
      // A picture from before, so that there is a URL to lose.
      if (status !== 'idle') await ways.success(stage)
      await ways[status](stage)
      await expectShown(view, status)
      expect(urls.size).toBeGreaterThanOrEqual(status === 'idle' ? 0 : 1)
      const { renders } = view

      await view.unmount()
      expect(document.querySelector('output, img')).toBeNull()
      await expect.poll(() => urls.size).toBe(0)
      await expect
        .poll(() => transport.runs.filter(({ state }) => state === 'left'))
        .toHaveLength(isBusy(status) ? 1 : 0)
      await settle()
      expect(view.renders).toBe(renders)
      expect(urls.size).toBe(0)
    },
  )

  test.each(['submitted', 'thinking', 'receiving'] as const)(
    'unmounted while %s with `onUnmount: stop`: the paid run is stopped, and told once',
    async (status) => {
      const onFinish = vi.fn<(result: RunResult) => void>()
      const stage = await setStage(binding, { onUnmount: 'stop', onFinish })
      await ways[status](stage)
      await expectShown(stage.view, status)
      await stage.view.unmount()
      await expect.poll(() => stage.transport.runs.map(({ state }) => state)).toEqual(['stopped'])
      expect(onFinish).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 'stopped' }))
    },
  )

  test('a stream that was given is shown and not owned: it outlives the component', async () => {
    const urls = trackObjectUrls()
    const transport = createScriptedTransport()
    const stream = createImageStream({ transport })
    const view = await mountView(binding, stream)
    await ways.success({ view, transport })
    await ways.thinking({ view, transport })
    await expectShown(view, 'thinking')
    await view.unmount()
    await settle()
    expect(transport.runs.map(({ state }) => state)).toEqual(['over', 'live'])
    expect(urls.size).toBe(1)

    const again = await mountView(binding, stream)
    await transport.succeed()
    await expectShown(again, 'success')
    stream.reset()
    await expect.poll(() => urls.size).toBe(0)
  })
}
