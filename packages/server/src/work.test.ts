import { expect, test } from 'vitest'
import { createWork } from './work.ts'

test('everybody who waits for the end of the work hears of it', async () => {
  const work = createWork()
  const going = Promise.withResolvers<void>()
  work.add(going.promise)
  const long = work.idle(60_000)
  expect(await work.idle(1)).toBe(false)
  going.reject(new Error('reported by whoever made it'))
  expect(await long).toBe(true)
  expect(await work.idle(60_000)).toBe(true)
})
