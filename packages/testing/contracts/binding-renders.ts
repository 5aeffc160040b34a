import { expect, test } from 'vitest'
import { pictureEvents } from '../src/index.ts'
import type { Binding } from './binding.ts'
import { expectShown, mountImageView, mountView, setStage, settle, type Stage } from './stage.ts'

const thoughtCount = 200
const thinkingMs = 2_000

/** How often a component is rendered: never more often than there is something new to see. */
export function renderingTests(binding: Binding): void {
  test('two hundred thoughts in two seconds and a picture: at most one render a frame, and fewer than events', async () => {
    const stage = await setStage(binding)
    const { view } = stage
    const before = view.renders
    const frames = countFrames()
    const eventCount = await think(stage)
    await stage.transport.succeed()
    await expectShown(view, 'success')
    const passed = frames.stop()
    const renders = view.renders - before
    expect(view.snapshot().thoughts).toHaveLength(thoughtCount * 'word '.length)
    expect(renders).toBeLessThanOrEqual(passed + 3)
    expect(renders).toBeLessThan(eventCount)
  })

  test('a component that reads the picture alone is rendered at most three times by the same run', async () => {
    const stage = await setStage(binding)
    const child = await mountImageView(binding, stage.view.stream)
    await think(stage)
    expect(child.image()).toBeNull()
    await stage.transport.succeed()
    await expect.poll(() => child.image()).not.toBeNull()
    await settle()
    expect(child.image()).toBe(stage.view.stream.getSnapshot().image)
    expect(child.renders).toBeLessThanOrEqual(3)
  })

  test('two components of one stream show the same, whichever of them asks', async () => {
    const stage = await setStage(binding)
    const { view, transport } = stage
    const other = await mountView(binding, view.stream)
    expect(other.stream).toBe(view.stream)
    void other.actions.generate('A fox')
    await transport.emit({ type: 'thought', text: 'Red' })
    for (const each of [view, other])
      await expect.poll(() => each.snapshot()).toMatchObject({ status: 'thinking', thoughts: 'Red' })
    await transport.emit(...pictureEvents(), { type: 'done' })
    for (const each of [view, other]) await expect.poll(() => each.snapshot().status).toBe('success')
    expect(other.snapshot().image).toBe(view.snapshot().image)
    expect(Array.from(document.querySelectorAll('img'), ({ src }) => src)).toEqual(
      Array<unknown>(2).fill(view.snapshot().image?.url),
    )
  })

  test('a stream that changes nothing renders nothing', async () => {
    const { view } = await setStage(binding)
    const { renders } = view
    view.actions.undo()
    view.actions.stop()
    view.actions.select('no such turn')
    await settle()
    expect(view.renders).toBe(renders)
  })
}

/** Thinks aloud at an even pace. Returns how many events that took. */
async function think({ view, transport }: Stage): Promise<number> {
  void view.actions.generate('A fox')
  const start = performance.now()
  for (let thought = 1; thought <= thoughtCount; thought += 1) {
    await transport.emit({ type: 'thought', text: 'word ' })
    const due = start + (thought * thinkingMs) / thoughtCount
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
  }
  return thoughtCount
}

function countFrames(): { stop(): number } {
  let frames = 0
  let handle = 0
  const onFrame = (): void => {
    frames += 1
    handle = requestAnimationFrame(onFrame)
  }
  handle = requestAnimationFrame(onFrame)
  return {
    stop() {
      cancelAnimationFrame(handle)
      return frames
    },
  }
}
