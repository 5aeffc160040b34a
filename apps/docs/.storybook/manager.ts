import { addons } from 'storybook/manager-api'
import { create, type ThemeVars } from 'storybook/theming'

const isDark = window.matchMedia('(prefers-color-scheme: dark)').matches

const sans = "'Source Sans 3 Variable', 'Segoe UI', sans-serif"
const mono = "'JetBrains Mono Variable', ui-monospace, monospace"

/** The colours of furniture.css, for what is around the stories. */
const light: Partial<ThemeVars> = {
  colorSecondary: '#1f6b58',
  appBg: '#faf9f6',
  appContentBg: '#fffefc',
  appPreviewBg: '#faf9f6',
  appBorderColor: '#ddd8cf',
  textColor: '#1e1b17',
  textMutedColor: '#5d574e',
  barBg: '#faf9f6',
  barTextColor: '#5d574e',
  barHoverColor: '#1f6b58',
  barSelectedColor: '#1f6b58',
}

const dark: Partial<ThemeVars> = {
  colorSecondary: '#3d8b73',
  appBg: '#161513',
  appContentBg: '#1d1b19',
  appPreviewBg: '#161513',
  appBorderColor: '#34312d',
  textColor: '#f1ede6',
  textMutedColor: '#b3ab9f',
  barBg: '#161513',
  barTextColor: '#b3ab9f',
  barHoverColor: '#82cdb4',
  barSelectedColor: '#82cdb4',
}

addons.setConfig({
  theme: create({
    base: isDark ? 'dark' : 'light',
    brandTitle: 'image-stream',
    brandUrl: '/',
    brandTarget: '_self',
    fontBase: sans,
    fontCode: mono,
    appBorderRadius: 6,
    inputBorderRadius: 6,
    ...(isDark ? dark : light),
  }),
  // The stories speak for themselves; whoever wants controls and test results opens the panel with A.
  layout: { bottomPanelHeight: 0, rightPanelWidth: 0 },
})
