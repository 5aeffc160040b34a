import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readBytes } from './response-bytes.ts'
import { createStallWatch } from './stall-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const limits = { firstEventMs: Infinity, idleMs: Infinity, totalMs: Infinity }

/** Reads the first bytes of an answer that says nothing more, and leaves it. */
async function readFirst(isOver: boolean) {
  const onCancel = vi.fn<() => void>()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: onCancel,
  })
  const watch = createStallWatch(limits, new AbortController().signal)
  for await (const bytes of readBytes(new Response(body), watch, () => isOver)) {
    expect(bytes).toHaveLength(1)
    break
  }
  return onCancel
}

test('an answer that is left early is closed at once', async () => {
  const onCancel = await readFirst(false)
  await vi.advanceTimersByTimeAsync(0)
  expect(onCancel).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})

test('one that is over may end by itself, and is closed when it does not: its connection may be dead', async () => {
  const onCancel = await readFirst(true)
  await vi.advanceTimersByTimeAsync(1_999)
  expect(onCancel).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(onCancel).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})
