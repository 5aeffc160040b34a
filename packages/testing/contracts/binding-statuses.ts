import { expect, test } from 'vitest'
import { createTestApi, pictureEvents } from '../src/index.ts'
import type { Binding } from './binding.ts'
import { expectShown, mountView, setStage, settle, statuses, ways } from './stage.ts'

/** What a component shows is what the stream says, in every status. */
export function statusTests(binding: Binding): void {
  test.each(statuses)('%s is shown', async (status) => {
    const stage = await setStage(binding)
    await ways[status](stage)
    await expectShown(stage.view, status)
    await expect.poll(() => stage.view.snapshot()).toMatchObject(stage.view.stream.getSnapshot())
  })

  test('thoughts are shown as they come, and the picture on its way', async () => {
    const { view, transport } = await setStage(binding)
    void view.actions.generate('A fox')
    await transport.emit({ type: 'thought', text: 'Red,' })
    await expect.poll(() => document.querySelector('p')?.textContent).toBe('Red,')
    await transport.emit({ type: 'thought', text: ' on white.' })
    await expect.poll(() => document.querySelector('p')?.textContent).toBe('Red, on white.')
    await transport.emit(...pictureEvents().slice(0, 1))
    await expect.poll(() => view.snapshot().incoming).toMatchObject({ width: 1, height: 1, receivedBytes: 0 })
  })

  test('a whole run over the relay ends with a picture that the browser decodes', async () => {
    const api = createTestApi()
    const view = await mountView(binding, { fetch: api.fetch })
    const result = await view.actions.generate({ prompt: 'A fox', aspectRatio: '16:9' })
    await expectShown(view, 'success')
    expect(result).toMatchObject({ status: 'success', image: view.snapshot().image })
    const image = document.querySelector('img')
    await image?.decode()
    expect([image?.naturalWidth, image?.naturalHeight]).toEqual([64, 36])
    expect(api.ledger).toMatchObject({ paid: 1, aborted: 0 })
  })

  test('the picture stays while the next one is drawn, and when that fails', async () => {
    const stage = await setStage(binding)
    await ways.success(stage)
    await expectShown(stage.view, 'success')
    const { image } = stage.view.snapshot()
    await ways.thinking(stage)
    await expectShown(stage.view, 'thinking')
    expect(stage.view.snapshot().image).toBe(image)
    await stage.transport.fail('overloaded')
    await expectShown(stage.view, 'error')
    expect(stage.view.snapshot().image).toBe(image)
  })

  test('undo, redo and reset are shown', async () => {
    const stage = await setStage(binding)
    const { view, transport } = stage
    await ways.success(stage)
    void view.actions.edit('Make it night')
    await transport.succeed()
    await expect.poll(() => view.snapshot().canUndo).toBe(true)
    view.actions.undo()
    await expect.poll(() => view.snapshot().head?.prompt).toBe('A fox')
    view.actions.redo()
    await expect.poll(() => view.snapshot().head?.prompt).toBe('Make it night')
    view.actions.reset()
    await expectShown(view, 'idle')
    expect(document.querySelector('img')).toBeNull()
  })

  test('the turns that it begins with are shown, and a session that is loaded while it draws', async () => {
    const url = document.createElement('canvas').toDataURL()
    const images = [{ url, mediaType: 'image/png', width: 300, height: 150 } as const]
    const stage = await setStage(binding, { initialTurns: [{ id: 'a', prompt: 'A fox', images }] })
    const { view } = stage
    await expectShown(view, 'idle')
    await expect.poll(() => document.querySelector('img')?.src).toBe(url)

    await ways.success(stage)
    const drawn = view.snapshot()
    view.actions.reset()
    await ways.thinking(stage)
    view.actions.load(drawn)
    await expectShown(view, 'idle')
    const { turns, head, image } = view.snapshot()
    expect([turns.map(({ id }) => id), head?.id]).toEqual([drawn.turns.map(({ id }) => id), drawn.head?.id])
    await expect.poll(() => document.querySelector('img')?.src).toBe(image?.url)
    await document.querySelector('img')?.decode()
  })

  test('what comes after a stop is not shown', async () => {
    const stage = await setStage(binding)
    const { view, transport } = stage
    await ways.thinking(stage)
    const late = transport.emit({ type: 'thought', text: ' Late.' }, ...pictureEvents(), { type: 'done' })
    view.actions.stop()
    await late
    await expectShown(view, 'stopped')
    const { renders } = view
    await settle()
    expect(view.snapshot()).toMatchObject({ thoughts: 'Red, on white.', image: null, turns: [] })
    expect(view.renders).toBe(renders)
  })
}
