import { describe, expect, test } from 'vitest'
import { createTestApi } from '../src/index.ts'
import type { Binding } from './binding.ts'

/** The contract that every binding meets, run in a real browser. */
export function describeBinding({ name, mount, mountImage }: Binding): void {
  describe(`the binding contract: ${name}`, () => {
    test('what is asked is shown, from idle to a picture', async () => {
      const api = createTestApi()
      const view = await mount({ fetch: api.handler })
      expect(view.snapshot().status).toBe('idle')
      const result = await view.actions.generate('A fox')
      expect(result.status).toBe('success')
      await expect.poll(() => view.snapshot().status).toBe('success')
      await expect.poll(() => document.querySelector('output')?.textContent).toBe('success')
      const child = await mountImage(view.stream)
      expect(child.image()).toBe(view.snapshot().image)
      await child.unmount()
      await view.unmount()
      expect(document.querySelector('output, img')).toBeNull()
    })
  })
}
