// Placeholder: shows that the project runs.
import { expect, test } from 'vitest'

import { placeholder } from './index.ts'

test('the entry loads', () => {
  expect(placeholder).toBe('server')
})
