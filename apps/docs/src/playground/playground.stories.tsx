import type { StoryContext } from '@storybook/react-vite'
import { expect } from 'storybook/test'

import preview from '../../.storybook/preview.tsx'
import { showing } from '../demos/showing.ts'
import { inSvelte, inVue } from '../island/render-in.tsx'
import PlaygroundInSvelte from './playground.svelte'
import { Playground as PlaygroundInReact } from './playground.tsx'
import PlaygroundInVue from './playground.vue'

const files = import.meta.glob<string>('./playground.{tsx,vue,svelte}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The relay and the emulator answer on the page's own port. */
const meta = preview.meta({ title: 'Playground', component: PlaygroundInReact })

export const Playground = meta.story({ name: 'React', parameters: showing(files, 'tsx') })

export const Vue = meta.story({ render: inVue(PlaygroundInVue), parameters: showing(files, 'vue') })

export const Svelte = meta.story({
  render: inSvelte(PlaygroundInSvelte),
  parameters: showing(files, 'svelte'),
})

async function anExampleFillsTheComposer({ canvas, userEvent }: StoryContext): Promise<void> {
  await userEvent.click(await canvas.findByRole('button', { name: /^A red fox/ }))
  const prompt = canvas.getByRole('textbox', { name: 'Prompt' })
  await expect(prompt).toHaveFocus()
  await expect(prompt).toHaveValue('A red fox asleep in the snow at dusk')
  await expect(canvas.getByRole('radio', { name: '16:9' })).toBeChecked()
  // Nothing is asked for, and nothing paid, before Generate.
  await expect(canvas.queryByRole('button', { name: 'Stop' })).toBeNull()
}

async function arrowKeysWalkThroughTheRatios({ canvas, userEvent }: StoryContext): Promise<void> {
  const auto = await canvas.findByRole('radio', { name: 'Auto' })
  auto.focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  await expect(canvas.getByRole('radio', { name: '5:4' })).toBeChecked()
  await userEvent.keyboard('{ArrowLeft}')
  await expect(canvas.getByRole('radio', { name: '1:1' })).toBeChecked()
}

async function anEmptyPromptIsNotSent({ canvas, userEvent }: StoryContext): Promise<void> {
  await userEvent.click(await canvas.findByRole('button', { name: 'Generate' }))
  await expect(canvas.getByRole('status')).toHaveTextContent(/^$/)
  await expect(canvas.getByRole('textbox', { name: 'Prompt' })).toBeInvalid()
}

async function aFileThatIsNoPictureIsRefusedUnpaid({ canvas, userEvent }: StoryContext): Promise<void> {
  const text = new File(['not a picture'], 'letter.png', { type: 'image/png' })
  await userEvent.upload(await canvas.findByLabelText('Open a picture'), text)
  await canvas.findByRole('heading', { name: 'This cannot be drawn as asked.' })
  await userEvent.click(canvas.getByRole('button', { name: 'Use another picture' }))
  await expect(canvas.getByLabelText('Add pictures')).toHaveFocus()
}

export const AnExampleFillsTheComposer = Playground.extend({
  tags: ['!dev'],
  play: anExampleFillsTheComposer,
})
export const AnExampleFillsTheComposerInVue = Vue.extend({ tags: ['!dev'], play: anExampleFillsTheComposer })
export const AnExampleFillsTheComposerInSvelte = Svelte.extend({
  tags: ['!dev'],
  play: anExampleFillsTheComposer,
})

export const ArrowKeysWalkThroughTheRatios = Playground.extend({
  tags: ['!dev'],
  play: arrowKeysWalkThroughTheRatios,
})
export const ArrowKeysWalkThroughTheRatiosInVue = Vue.extend({
  tags: ['!dev'],
  play: arrowKeysWalkThroughTheRatios,
})
export const ArrowKeysWalkThroughTheRatiosInSvelte = Svelte.extend({
  tags: ['!dev'],
  play: arrowKeysWalkThroughTheRatios,
})

export const AnEmptyPromptIsNotSent = Playground.extend({ tags: ['!dev'], play: anEmptyPromptIsNotSent })
export const AnEmptyPromptIsNotSentInVue = Vue.extend({ tags: ['!dev'], play: anEmptyPromptIsNotSent })
export const AnEmptyPromptIsNotSentInSvelte = Svelte.extend({ tags: ['!dev'], play: anEmptyPromptIsNotSent })

export const AFileThatIsNoPictureIsRefusedUnpaid = Playground.extend({
  tags: ['!dev'],
  play: aFileThatIsNoPictureIsRefusedUnpaid,
})
export const AFileThatIsNoPictureIsRefusedUnpaidInVue = Vue.extend({
  tags: ['!dev'],
  play: aFileThatIsNoPictureIsRefusedUnpaid,
})
export const AFileThatIsNoPictureIsRefusedUnpaidInSvelte = Svelte.extend({
  tags: ['!dev'],
  play: aFileThatIsNoPictureIsRefusedUnpaid,
})
