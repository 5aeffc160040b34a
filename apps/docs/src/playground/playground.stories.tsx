import preview from '../../.storybook/preview.tsx'
import { Playground as PlaygroundComponent } from './playground.tsx'

const meta = preview.meta({ title: 'Playground', component: PlaygroundComponent })

export const Playground = meta.story()
