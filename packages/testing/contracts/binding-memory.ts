/// <reference types="vite/client" />
/// <reference types="@vitest/browser-playwright" />
import { expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import type { Binding } from './binding.ts'
import { largePictureEvents } from './large-picture.ts'
import { trackObjectUrls } from './object-urls.ts'
import { setStage, settle, type Stage } from './stage.ts'

/** By default 65 runs, once; with `--mode memory` all of it. */
const isFull = import.meta.env.MODE === 'memory'
const rounds = isFull ? 3 : 1
const lastRun = isFull ? 200 : 65
/** A session keeps 50 turns: from here on it holds as much as it ever will. */
const fullRun = 50
const pictureBytes = 1_000_000
const maxGrowthBytes = 10_000_000

/** A page that draws all day holds what it shows, and no more. */
export function memoryTests(binding: Binding): void {
  test(
    `${lastRun} runs of 1 MB: no URL outlives its picture, and the heap does not grow`,
    async ({ annotate }) => {
      const urls = trackObjectUrls()
      const growths: number[] = []
      for (let round = 0; round < rounds; round += 1) growths.push(await growthOf(binding, urls))
      const [median = Infinity] = growths.toSorted((a, b) => a - b).slice(Math.floor(rounds / 2))
      await annotate(`The heap grew by ${growths.map((bytes) => (bytes / 1e6).toFixed(2)).join(', ')} MB`)
      expect(median).toBeLessThanOrEqual(maxGrowthBytes)
    },
    rounds * 120_000,
  )
}

/** How much larger the heap is after the last run than after the run that filled the session, in bytes. */
async function growthOf(binding: Binding, urls: ReadonlySet<string>): Promise<number> {
  const stage = await setStage(binding)
  await draw(stage, fullRun)
  const full = await heapBytes()
  await draw(stage, lastRun - fullRun)
  const { turns } = stage.view.snapshot()
  // Every picture's URL was read when it was shown; those that fell out of the session are revoked.
  await expect.poll(() => urls.size).toBeLessThanOrEqual(turns.length)
  expect(urls.size).toBeGreaterThan(0)
  const growth = (await heapBytes()) - full
  await stage.view.unmount()
  await expect.poll(() => urls.size).toBe(0)
  return growth
}

async function draw({ view, transport }: Stage, count: number): Promise<void> {
  for (let run = 0; run < count; run += 1) {
    const result = view.actions.generate(`Picture ${run}`)
    await transport.emit({ type: 'thought', text: 'Large. ' }, ...largePictureEvents(pictureBytes), {
      type: 'done',
    })
    const { status } = await result
    expect(status).toBe('success')
    // Shown for a frame, as a picture is that somebody sees.
    await new Promise(requestAnimationFrame)
  }
}

/** What the page holds after a collection: objects, and the buffers behind them. */
async function heapBytes(): Promise<number> {
  await settle()
  await cdp().send('HeapProfiler.collectGarbage')
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await cdp().send('Runtime.getHeapUsage')
  return usedSize + embedderHeapUsedSize + backingStorageSize
}
