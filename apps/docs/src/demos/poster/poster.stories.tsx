import type { StoryContext } from '@storybook/react-vite'
import { expect } from 'storybook/test'

import preview from '../../../.storybook/preview.tsx'
import { inSvelte, inVue } from '../../island/render-in.tsx'
import { demo } from '../demo.tsx'
import { showing } from '../showing.ts'
import PosterInSvelte from './poster.svelte'
import { Poster } from './poster.tsx'
import PosterInVue from './poster.vue'

const files = import.meta.glob<string>('./poster.{tsx,vue,svelte}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const meta = preview.meta({
  title: 'Demos/Poster',
  component: Poster,
  tags: ['autodocs'],
  ...demo('The shortest component there is: what `useImageStream` gives, and nothing else.'),
})

export const React = meta.story({ parameters: showing(files, 'tsx') })

export const Vue = meta.story({
  render: inVue(PosterInVue),
  parameters: showing(files, 'vue'),
})

export const Svelte = meta.story({
  render: inSvelte(PosterInSvelte),
  parameters: showing(files, 'svelte'),
})

const drawsAPicture = async ({ canvas, userEvent }: StoryContext) => {
  await userEvent.type(await canvas.findByRole('textbox'), 'A fox in a paper boat')
  await userEvent.click(canvas.getByRole('button', { name: 'Draw' }))
  const picture = await canvas.findByRole('img', { name: 'A fox in a paper boat' }, { timeout: 10_000 })
  await expect(picture).toHaveProperty('naturalWidth', 1408)
}

export const DrawsInReact = React.extend({ tags: ['!dev', '!autodocs'], play: drawsAPicture })
export const DrawsInVue = Vue.extend({ tags: ['!dev', '!autodocs', 'long'], play: drawsAPicture })
export const DrawsInSvelte = Svelte.extend({ tags: ['!dev', '!autodocs', 'long'], play: drawsAPicture })
