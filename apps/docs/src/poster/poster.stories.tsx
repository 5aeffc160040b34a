import { expect } from 'storybook/test'

import preview from '../../.storybook/preview.tsx'
import { Poster as PosterComponent } from './poster.tsx'
// oxlint-disable-next-line import/default, import/no-duplicates -- what `?raw` gives is the file's text
import source from './poster.tsx?raw'

/** The shortest component there is: the hook, and nothing else. */
const meta = preview.meta({
  title: 'Examples/Poster',
  component: PosterComponent,
  tags: ['autodocs'],
  parameters: {
    layout: 'padded',
    docs: { canvas: { sourceState: 'shown' }, source: { code: source, language: 'tsx', type: 'code' } },
  },
})

export const Poster = meta.story()

export const DrawsAPicture = meta.story({
  tags: ['!dev', '!autodocs'],
  async play({ canvas, userEvent }) {
    await userEvent.type(canvas.getByRole('textbox'), 'A fox in a paper boat')
    await userEvent.click(canvas.getByRole('button', { name: 'Draw' }))
    const picture = await canvas.findByRole('img', { name: 'A fox in a paper boat' }, { timeout: 10_000 })
    await expect(picture).toHaveProperty('naturalWidth', 1408)
  },
})
