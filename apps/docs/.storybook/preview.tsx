import addonA11y from '@storybook/addon-a11y'
import addonDocs from '@storybook/addon-docs'
import { definePreview } from '@storybook/react-vite'

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
  initialGlobals: { theme: 'system' },
  decorators: [
    (Story, { globals }) => {
      document.documentElement.dataset['theme'] = String(globals['theme'])
      return <Story />
    },
  ],
  parameters: {
    layout: 'fullscreen',
    // An accessibility problem fails the story's test.
    a11y: { test: 'error' },
    backgrounds: { disable: true },
    docs: { codePanel: true },
    options: { storySort: { order: ['Playground', ['Playground', 'Statuses', 'Errors'], 'Examples'] } },
  },
})
