import type { FetchHandler, ImageStreamOptions } from '@image-stream/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createScriptedTransport, createTestApi } from '../src/index.ts'
import type { Binding } from './binding.ts'
import { expectShown, mountView, settle } from './stage.ts'

/** Options are read when they are needed; those that cannot change say so. */
export function optionsTests(binding: Binding): void {
  test('callbacks, headers and defaults are those of the last render', async () => {
    const api = createTestApi()
    const asked: (string | null)[] = []
    const heard: string[] = []
    const fetch: FetchHandler = (request) => {
      asked.push(request.headers.get('x-visitor'))
      return api.handler(request)
    }
    const optionsOf = (name: string, aspectRatio: '1:1' | '16:9'): ImageStreamOptions => ({
      fetch,
      headers: { 'x-visitor': name },
      defaults: { aspectRatio },
      onEvent: ({ type }) => type === 'start' && heard.push(`${name} start`),
      onError: ({ code }) => heard.push(`${name} ${code}`),
      onFinish: ({ status }) => heard.push(`${name} ${status}`),
    })
    const view = await mountView(binding, optionsOf('first', '1:1'))
    const run = api.next({ hold: true })
    const first = view.actions.generate('A fox')
    await expectShown(view, 'thinking')

    await view.setOptions(optionsOf('second', '16:9'))
    run.release()
    expect(await first).toMatchObject({ image: { width: 64, height: 64 } })
    expect(await view.actions.generate('A hen')).toMatchObject({ image: { width: 64, height: 36 } })
    api.next('overloaded')
    await view.actions.generate('A cow')
    expect(asked).toEqual(['first', 'second', 'second'])
    expect(heard).toEqual([
      'first start',
      'second success',
      'second start',
      'second success',
      'second overloaded',
      'second error',
    ])
  })

  test('new options end no run and make no new stream', async () => {
    const transport = createScriptedTransport()
    const view = await mountView(binding, { transport })
    const { stream, actions } = view
    void actions.generate('A fox')
    await transport.emit({ type: 'thought', text: 'Red' })
    await view.setOptions({ transport, defaults: { aspectRatio: '16:9' } })
    await settle()
    expect(view.stream).toBe(stream)
    expect(view.actions.generate).toBe(actions.generate)
    expect(transport.runs.map(({ state }) => state)).toEqual(['live'])
  })

  test('another `api` or `transport` is not taken, and says so once', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    onTestFinished(() => warn.mockRestore())
    const api = createTestApi()
    const paths: string[] = []
    const fetch: FetchHandler = (request) => {
      paths.push(new URL(request.url).pathname)
      return api.handler(request)
    }
    const view = await mountView(binding, { api: '/here', fetch })
    await view.actions.generate('A fox')
    await view.setOptions({ api: '/there', fetch })
    await view.actions.generate('A hen')
    await view.setOptions({ api: '/there', transport: createScriptedTransport(), fetch })
    await view.actions.generate('A cow')
    expect(paths).toEqual(['/here/runs', '/here/runs', '/here/runs'])
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/`api`.*`transport`/)]])
  })
}
