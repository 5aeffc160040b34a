import addonA11y from '@storybook/addon-a11y'
import addonDocs from '@storybook/addon-docs'
import { definePreview } from '@storybook/react-vite'

import { answerInPage } from '../server/answer-in-page.ts'
import { theme } from './themes.ts'

import './preview.css'

const fonts = ['Source Sans 3 Variable', 'JetBrains Mono Variable']

if (import.meta.env['VITE_STATIC']) answerInPage()

export default definePreview({
  addons: [addonA11y(), addonDocs()],
  globalTypes: {
    theme: {
      description: 'Light or dark',
      toolbar: {
        title: 'Theme',
        icon: 'contrast',
        dynamicTitle: true,
        items: [
          { value: 'system', title: 'As the system', icon: 'browser' },
          { value: 'light', title: 'Light', icon: 'sun' },
          { value: 'dark', title: 'Dark', icon: 'moon' },
        ],
      },
    },
  },
  // Text that changes its font moves what is around it: the first paint waits for the fonts of furniture.css.
  loaders: [() => Promise.all(fonts.map((font) => document.fonts.load(`16px '${font}'`)))],
  initialGlobals: { theme: 'system' },
  decorators: [
    (Story, { globals, viewMode }) => {
      // A page of text keeps the system's theme, as what is around its stories does.
      document.documentElement.dataset['theme'] = viewMode === 'docs' ? 'system' : String(globals['theme'])
      return <Story />
    },
  ],
  parameters: {
    layout: 'fullscreen',
    // An accessibility problem fails the story's test.
    a11y: { test: 'error' },
    backgrounds: { disable: true },
    docs: { codePanel: true, theme },
    options: {
      storySort: {
        order: [
          'Playground',
          ['React', 'Vue', 'Svelte', 'Statuses', 'Errors'],
          'Guides',
          'Demos',
          ['Poster', 'Editor'],
          'Scenarios',
        ],
      },
    },
  },
})
