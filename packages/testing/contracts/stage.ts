import type { ImageStream, ImageStreamOptions, Status } from '@image-stream/core'
import { expect, onTestFinished } from 'vitest'
import { createScriptedTransport, pictureEvents, type ScriptedTransport } from '../src/index.ts'
import type { Binding, ImageView, MountHooks, View } from './binding.ts'

/** Mounts for one test: what it leaves on the page is taken off at its end. */
export async function mountView(
  { mount }: Binding,
  given: ImageStreamOptions | ImageStream,
  hooks?: MountHooks,
): Promise<View> {
  return takenOff(await mount(given, hooks))
}

export async function mountImageView({ mountImage }: Binding, stream: ImageStream): Promise<ImageView> {
  return takenOff(await mountImage(stream))
}

function takenOff<Mounted extends ImageView | View>(view: Mounted): Mounted {
  let isMounted = true
  // A getter stays one: it tells how often the component was rendered until now.
  const wrapped: Mounted = Object.create(view, {
    unmount: {
      value: async () => {
        if (isMounted) await view.unmount()
        isMounted = false
      },
    },
  }) as Mounted
  onTestFinished(() => wrapped.unmount())
  return wrapped
}

/** A component, and the transport behind it. */
export interface Stage {
  readonly view: View
  readonly transport: ScriptedTransport
}

export async function setStage(binding: Binding, options: ImageStreamOptions = {}): Promise<Stage> {
  const transport = createScriptedTransport()
  return { view: await mountView(binding, { transport, ...options }), transport }
}

/** Every way to a status, as a user and an endpoint take it. */
export const ways: { readonly [Name in Status]: (stage: Stage) => Promise<void> } = {
  idle: () => Promise.resolve(),
  async submitted({ view, transport }) {
    void view.actions.generate('A fox')
    await transport.emit({ type: 'start', runId: 'run-1' })
  },
  async thinking(stage) {
    await ways.submitted(stage)
    await stage.transport.emit({ type: 'thought', text: 'Red, on white.' })
  },
  async receiving(stage) {
    await ways.thinking(stage)
    await stage.transport.emit(...pictureEvents().slice(0, 2))
  },
  async success(stage) {
    await ways.thinking(stage)
    await stage.transport.succeed()
  },
  async error(stage) {
    await ways.thinking(stage)
    await stage.transport.fail('overloaded')
  },
  async stopped(stage) {
    await ways.thinking(stage)
    stage.view.actions.stop()
  },
}

export const statuses = Object.keys(ways) as Status[]

export const isBusy = (status: Status): boolean => ['submitted', 'thinking', 'receiving'].includes(status)

/** Waits until the component shows this status, in what it was given and on the page. */
export async function expectShown(view: View, status: Status): Promise<void> {
  await expect.poll(() => view.snapshot().status).toBe(status)
  await expect.poll(() => document.querySelector('output')?.textContent).toBe(status)
}

/** Long enough for an update that was scheduled to be rendered: three frames. */
export async function settle(): Promise<void> {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
}
