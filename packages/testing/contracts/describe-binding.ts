import { describe } from 'vitest'
import { exportTests } from './binding-exports.ts'
import type { Binding } from './binding.ts'
import { memoryTests } from './binding-memory.ts'
import { moneyTests } from './binding-money.ts'
import { optionsTests } from './binding-options.ts'
import { renderingTests } from './binding-renders.ts'
import { statusTests } from './binding-statuses.ts'
import { unmountTests } from './binding-unmount.ts'

/** The contract that every binding meets. It runs in a real browser: frames, object URLs and the heap are the browser's own. */
export function describeBinding(binding: Binding): void {
  describe(`the binding contract: ${binding.name}`, () => {
    exportTests(binding)
    statusTests(binding)
    unmountTests(binding)
    moneyTests(binding)
    optionsTests(binding)
    renderingTests(binding)
    memoryTests(binding)
  })
}
