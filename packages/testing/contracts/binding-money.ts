import type { RunResult } from '@image-stream/core'
import { expect, test } from 'vitest'
import { createTestApi } from '../src/index.ts'
import type { Binding } from './binding.ts'
import { expectShown, mountView } from './stage.ts'

/** One intent is paid once, however often a framework or a user asks. */
export function moneyTests(binding: Binding): void {
  test('a component that draws when it is mounted pays once, also where it is mounted twice', async () => {
    const api = createTestApi()
    const outcomes: string[] = []
    const view = await mountView(
      binding,
      { fetch: api.fetch, onFinish: ({ status }) => outcomes.push(status) },
      { onMount: ({ generate }) => void generate('A fox') },
    )
    await expectShown(view, 'success')
    expect(api.ledger).toMatchObject({ paid: 1, aborted: 0, open: 0 })
    // One run, and not a first one that was let go of before it was sent.
    expect(outcomes).toEqual(['success'])
  })

  test('a hundred equal requests in one tick are one call, with one result', async () => {
    const api = createTestApi()
    const view = await mountView(binding, { fetch: api.fetch })
    const results = await Promise.all(
      Array.from({ length: 100 }, (): Promise<RunResult> => view.actions.generate('A fox')),
    )
    expect(new Set(results).size).toBe(1)
    expect(results[0]?.status).toBe('success')
    expect(api.ledger).toMatchObject({ paid: 1, aborted: 0 })
  })

  test('stop closes the paid call', async () => {
    const api = createTestApi()
    api.next({ hold: true })
    const view = await mountView(binding, { fetch: api.fetch })
    const result = view.actions.generate('A fox')
    await expectShown(view, 'thinking')
    view.actions.stop()
    expect(await result).toMatchObject({ status: 'stopped' })
    await expectShown(view, 'stopped')
    await expect.poll(() => api.ledger).toMatchObject({ paid: 1, aborted: 1, open: 0 })
  })

  test('an error is shown and can be retried', async () => {
    const api = createTestApi()
    api.next('overloaded')
    const view = await mountView(binding, { fetch: api.fetch })
    await view.actions.generate('A fox')
    await expectShown(view, 'error')
    expect(view.snapshot().error?.code).toBe('overloaded')
    expect(await view.actions.retry()).toMatchObject({ status: 'success' })
    await expectShown(view, 'success')
    expect(view.snapshot()).toMatchObject({ error: null, input: { prompt: 'A fox' } })
    expect(api.ledger.paid).toBe(1)
  })
}
