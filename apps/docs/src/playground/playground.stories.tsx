import { expect } from 'storybook/test'

import preview from '../../.storybook/preview.tsx'
import { Playground as PlaygroundComponent } from './playground.tsx'

/** The relay and the emulator answer on the page's own port. */
const meta = preview.meta({ title: 'Playground', component: PlaygroundComponent })

export const Playground = meta.story()

export const AnExampleFillsTheComposer = meta.story({
  tags: ['!dev'],
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole('button', { name: /^A red fox/ }))
    const prompt = canvas.getByRole('textbox', { name: 'Prompt' })
    await expect(prompt).toHaveFocus()
    await expect(prompt).toHaveValue('A red fox asleep in the snow at dusk')
    await expect(canvas.getByRole('radio', { name: '16:9' })).toBeChecked()
    // Nothing is asked for, and nothing paid, before Generate.
    await expect(canvas.queryByRole('button', { name: 'Stop' })).toBeNull()
  },
})

export const ArrowKeysWalkThroughTheRatios = meta.story({
  tags: ['!dev'],
  async play({ canvas, userEvent }) {
    canvas.getByRole('radio', { name: 'Auto' }).focus()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}')
    await expect(canvas.getByRole('radio', { name: '5:4' })).toBeChecked()
    await userEvent.keyboard('{ArrowLeft}')
    await expect(canvas.getByRole('radio', { name: '1:1' })).toBeChecked()
  },
})

export const AnEmptyPromptIsNotSent = meta.story({
  tags: ['!dev'],
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole('button', { name: 'Generate' }))
    await expect(canvas.getByRole('status')).toBeEmptyDOMElement()
    await expect(canvas.getByRole('textbox', { name: 'Prompt' })).toBeInvalid()
  },
})

export const AFileThatIsNoPictureIsRefusedUnpaid = meta.story({
  tags: ['!dev'],
  async play({ canvas, userEvent }) {
    const text = new File(['not a picture'], 'letter.png', { type: 'image/png' })
    await userEvent.upload(canvas.getByLabelText('Open a picture'), text)
    await canvas.findByRole('heading', { name: 'This cannot be drawn as asked.' })
    await userEvent.click(canvas.getByRole('button', { name: 'Use another picture' }))
    await expect(canvas.getByLabelText('Add pictures')).toHaveFocus()
  },
})
