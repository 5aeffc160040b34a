import type { StoryContext } from '@storybook/react-vite'
import { expect } from 'storybook/test'

import preview from '../../../.storybook/preview.tsx'
import { inSvelte, inVue } from '../../island/render-in.tsx'
import { demo } from '../demo.tsx'
import { showing } from '../showing.ts'
import PageInSvelte from './page.svelte'
import { Page } from './page.tsx'
import PageInVue from './page.vue'

const files = import.meta.glob<string>('./{page,toolbar,canvas}.{tsx,vue,svelte}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const meta = preview.meta({
  title: 'Demos/One stream, two components',
  component: Page,
  tags: ['autodocs'],
  ...demo('The parent makes the stream and hands it on. The picture is not rendered by each thought.'),
})

export const React = meta.story({ parameters: showing(files, 'tsx') })

export const Vue = meta.story({ render: inVue(PageInVue), parameters: showing(files, 'vue') })

export const Svelte = meta.story({ render: inSvelte(PageInSvelte), parameters: showing(files, 'svelte') })

const drawsForBoth = async ({ canvas, userEvent }: StoryContext) => {
  await userEvent.click(await canvas.findByRole('button', { name: 'Draw' }))
  await expect(canvas.getByRole('status')).toHaveTextContent('submitted')
  await canvas.findByRole('img', { name: 'A harbour at night' }, { timeout: 10_000 })
  await expect(canvas.getByRole('status')).toHaveTextContent('success')
}

export const DrawsInReact = React.extend({ tags: ['!dev', '!autodocs'], play: drawsForBoth })
export const DrawsInVue = Vue.extend({ tags: ['!dev', '!autodocs', 'long'], play: drawsForBoth })
export const DrawsInSvelte = Svelte.extend({ tags: ['!dev', '!autodocs', 'long'], play: drawsForBoth })
