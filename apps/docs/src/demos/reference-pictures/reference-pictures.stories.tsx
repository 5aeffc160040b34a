import type { StoryContext } from '@storybook/react-vite'
import { expect } from 'storybook/test'

import preview from '../../../.storybook/preview.tsx'
import { inSvelte, inVue } from '../../island/render-in.tsx'
import foxAtNight from '../../playground/pictures/fox-at-night.webp'
import fox from '../../playground/pictures/fox.webp'
import { demo } from '../demo.tsx'
import { showing } from '../showing.ts'
import RetouchInSvelte from './retouch.svelte'
import { Retouch } from './retouch.tsx'
import RetouchInVue from './retouch.vue'

const files = import.meta.glob<string>('./retouch.{tsx,vue,svelte}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const meta = preview.meta({
  title: 'Demos/Reference pictures',
  component: Retouch,
  tags: ['autodocs'],
  ...demo('A picture of the visitor’s own, changed; and several that go with a prompt.'),
})

export const React = meta.story({ parameters: showing(files, 'tsx') })

export const Vue = meta.story({ render: inVue(RetouchInVue), parameters: showing(files, 'vue') })

export const Svelte = meta.story({ render: inSvelte(RetouchInSvelte), parameters: showing(files, 'svelte') })

const drawsFromPictures = async ({ canvas, userEvent }: StoryContext) => {
  const own = await canvas.findByLabelText('Your picture')
  const change = canvas.getByRole('button', { name: 'Make it night' })
  await expect(change).toBeDisabled()
  await userEvent.upload(own, await fileOf(fox))
  await expect(await canvas.findByRole('img', { name: 'Your picture' })).toBeVisible()

  await userEvent.click(change)
  await canvas.findByRole('img', { name: 'Make it night' }, { timeout: 10_000 })

  const pictures = [await fileOf(fox), await fileOf(foxAtNight)]
  await userEvent.upload(canvas.getByLabelText('Pictures for one poster'), pictures)
  await canvas.findByRole('img', { name: 'One poster from these' }, { timeout: 10_000 })
}

async function fileOf(url: string): Promise<File> {
  const response = await fetch(url)
  return new File([await response.blob()], 'picture.webp', { type: 'image/webp' })
}

export const DrawsInReact = React.extend({ tags: ['!dev', '!autodocs'], play: drawsFromPictures })
export const DrawsInVue = Vue.extend({ tags: ['!dev', '!autodocs', 'long'], play: drawsFromPictures })
export const DrawsInSvelte = Svelte.extend({ tags: ['!dev', '!autodocs', 'long'], play: drawsFromPictures })
