import { expect, test } from 'vitest'
import { hostileJsonChecks } from './hostile-json.ts'

test.each([...hostileJsonChecks().checks])('$name', async (check) => {
  expect(await check.run()).toBe(1)
})
