import type { StoryContext } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'

import preview from '../../../.storybook/preview.tsx'
import { inSvelte, inVue } from '../../island/render-in.tsx'
import fox from '../../playground/pictures/fox.webp'
import { demo } from '../demo.tsx'
import { showing } from '../showing.ts'
import EditorInSvelte from './editor.svelte'
import { Editor } from './editor.tsx'
import EditorInVue from './editor.vue'

const files = import.meta.glob<string>(['./*.{tsx,vue,svelte,ts}', '!./*.stories.tsx'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

const { docs } = demo(
  'A picture is opened, changed in words, and changed again from any turn; two turns are compared; the session is kept in a file. All of it by keyboard, too.',
).parameters

const meta = preview.meta({
  title: 'Demos/Editor',
  component: Editor,
  tags: ['autodocs'],
  args: { example: fox },
  // It is a page of its own, and listens for keys.
  parameters: { docs: { ...docs, story: { inline: false, height: '760px' } } },
})

export const React = meta.story({ parameters: showing(files, 'tsx') })

export const Vue = meta.story({ render: inVue(EditorInVue), parameters: showing(files, 'vue') })

export const Svelte = meta.story({ render: inSvelte(EditorInSvelte), parameters: showing(files, 'svelte') })

/** Ends with two branches and a comparison on the page, for axe to look at. */
const branchesAndCompares = async ({ canvas, userEvent }: StoryContext) => {
  const turn = (name: string) =>
    canvas.findByRole('treeitem', { name: new RegExp(name) }, { timeout: 10_000 })
  const change = async (prompt: string) => {
    await userEvent.type(await canvas.findByRole('textbox', { name: 'Prompt' }), prompt)
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(canvas.getByRole('treeitem', { selected: true })).toHaveTextContent(prompt), {
      timeout: 10_000,
    })
  }

  await userEvent.click(await canvas.findByRole('button', { name: 'Begin with a fox' }))
  await turn('Your picture')
  await expect(canvas.getByRole('button', { name: 'Compare' })).toHaveAttribute('aria-disabled', 'true')
  await change('Make it night')
  await expect(canvas.getByRole('textbox', { name: 'Prompt' })).toHaveValue('')

  canvas.getByRole('treeitem', { selected: true }).focus()
  await userEvent.keyboard('{ArrowLeft}')
  await expect(await turn('Your picture')).toHaveFocus()
  await change('Add a red balloon')
  await userEvent.keyboard('{Escape}')

  await userEvent.click(canvas.getByRole('button', { name: 'Compare' }))
  await expect(canvas.getByRole('combobox', { name: 'Before' })).toHaveDisplayValue('Your picture')
  await userEvent.selectOptions(canvas.getByRole('combobox', { name: 'Before' }), 'Make it night')
  await expect(await canvas.findByRole('img', { name: 'Make it night' })).toBeVisible()
  await expect(canvas.getByRole('slider')).toHaveAttribute('aria-valuetext', '50 % before')
}

export const ComparesInReact = React.extend({ tags: ['!dev', '!autodocs'], play: branchesAndCompares })
export const ComparesInVue = Vue.extend({ tags: ['!dev', '!autodocs', 'long'], play: branchesAndCompares })
export const ComparesInSvelte = Svelte.extend({
  tags: ['!dev', '!autodocs', 'long'],
  play: branchesAndCompares,
})
