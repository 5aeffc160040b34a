import type { ImageStream } from '@image-stream/core'
import type { ComponentProps } from 'react'

import preview from '../../.storybook/preview.tsx'
import { frameworks, type Framework } from '../guides/framework.ts'
import { inSvelte, inVue } from '../island/render-in.tsx'
import PlaygroundInSvelte from './playground.svelte'
import { Playground } from './playground.tsx'
import PlaygroundInVue from './playground.vue'
import { scriptedStream } from './scripted.ts'
import { foxPrompt, nightPrompt, scripts } from './scripts.ts'

interface Scene {
  readonly stream: ImageStream
  readonly prompt: string
}

type PlaygroundProps = ComponentProps<typeof Playground>

const playgrounds = {
  React: (props: PlaygroundProps) => <Playground {...props} />,
  Vue: inVue(PlaygroundInVue),
  Svelte: inSvelte(PlaygroundInSvelte),
}

function PlaygroundIn({
  framework = 'React',
  ...props
}: PlaygroundProps & { readonly framework?: Framework }) {
  return playgrounds[framework](props)
}

/** Each status of the playground, standing still. */
const meta = preview.meta({
  title: 'Playground/Statuses',
  component: PlaygroundIn,
  argTypes: { framework: { control: 'inline-radio', options: frameworks } },
  render: ({ framework = 'React' }, { loaded }) => {
    const { stream, prompt } = loaded as Scene
    return <PlaygroundIn framework={framework} stream={stream} initialDraft={{ prompt, ratio: '16:9' }} />
  },
})

type Name = keyof typeof scripts

/** A first run, up to where its script goes. */
async function generated(name: Name): Promise<Scene> {
  const stream = scriptedStream(await scripts[name]())
  void stream.generate({ prompt: foxPrompt, aspectRatio: '16:9' })
  return { stream, prompt: foxPrompt }
}

/** A first picture, and an edit of it up to where its script goes. */
async function edited(name: Name): Promise<Scene> {
  const stream = scriptedStream(await scripts.success(), await scripts[name]())
  await stream.generate({ prompt: foxPrompt, aspectRatio: '16:9' })
  void stream.edit({ prompt: nightPrompt, aspectRatio: '16:9' })
  return { stream, prompt: nightPrompt }
}

async function stopped(): Promise<Scene> {
  const scene = await edited('thinking')
  await new Promise<void>((resolve) => {
    scene.stream.subscribe(({ status, thoughts }) => {
      if (status === 'thinking' && thoughts !== '') resolve()
    })
  })
  scene.stream.stop()
  return scene
}

/** Two edits of the first picture, an edit of the first of them, and a new beginning. */
async function branched(): Promise<Scene> {
  const { success, edited: night } = scripts
  const stream = scriptedStream(...(await Promise.all([success(), night(), success(), night(), success()])))
  await stream.generate({ prompt: foxPrompt, aspectRatio: '16:9' })
  const first = stream.getSnapshot().head
  await stream.edit(nightPrompt)
  await stream.edit('And back to dusk')
  if (first) await stream.edit({ prompt: 'Night, without the snow', from: first })
  stream.select(first)
  await stream.edit('Remove the houses')
  return { stream, prompt: '' }
}

const idle = async (): Promise<Scene> => ({ stream: scriptedStream(), prompt: '' })

export const Idle = meta.story({ loaders: [idle] })
export const Submitted = meta.story({ loaders: [() => generated('submitted')] })
export const Waiting = meta.story({ loaders: [() => generated('waiting')] })
export const Thinking = meta.story({ loaders: [() => generated('thinking')] })
export const Drafting = meta.story({ loaders: [() => generated('drafting')] })
export const Receiving = meta.story({ loaders: [() => generated('receiving')] })
export const Success = meta.story({ loaders: [() => generated('success')] })
export const Editing = meta.story({ loaders: [() => edited('thinking')] })
export const Edited = meta.story({ loaders: [() => edited('edited')] })
export const Branched = meta.story({ loaders: [branched] })
export const Stopped = meta.story({ loaders: [stopped] })
export const Blocked = meta.story({ loaders: [() => edited('blocked')] })
export const Cut = meta.story({ loaders: [() => generated('cut')] })
