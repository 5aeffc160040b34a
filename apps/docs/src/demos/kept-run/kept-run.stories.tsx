import preview from '../../../.storybook/preview.tsx'
import { inSvelte, inVue } from '../../island/render-in.tsx'
import { demo } from '../demo.tsx'
import { showing } from '../showing.ts'
import KeptRunInSvelte from './kept-run.svelte'
import { KeptRun } from './kept-run.tsx'
import KeptRunInVue from './kept-run.vue'

const files = import.meta.glob<string>('./kept-run.{tsx,vue,svelte}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const meta = preview.meta({
  title: 'Demos/Runs that outlive the page',
  component: KeptRun,
  tags: ['autodocs'],
  ...demo(
    import.meta.env['VITE_STATIC']
      ? 'Draw, reload while it draws, and it goes on, where a relay keeps it. This page has no server: here a run ends with it.'
      : 'Draw, reload while it draws, and it goes on: the same run, paid once.',
  ),
})

export const React = meta.story({ parameters: showing(files, 'tsx') })

export const Vue = meta.story({ render: inVue(KeptRunInVue), parameters: showing(files, 'vue') })

export const Svelte = meta.story({ render: inSvelte(KeptRunInSvelte), parameters: showing(files, 'svelte') })
