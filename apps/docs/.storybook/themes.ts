import { create, type ThemeVars } from 'storybook/theming'

/** The fonts and corners of furniture.css, for what is around the stories. */
const shared: Partial<ThemeVars> = {
  brandTitle: 'image-stream',
  brandUrl: '/',
  brandTarget: '_self',
  fontBase: "'Source Sans 3 Variable', 'Segoe UI', sans-serif",
  fontCode: "'JetBrains Mono Variable', ui-monospace, monospace",
  appBorderRadius: 6,
  inputBorderRadius: 6,
}

const light = create({
  ...shared,
  base: 'light',
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
})

const dark = create({
  ...shared,
  base: 'dark',
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
})

/** As the system wants it: what is around the stories is drawn once. */
export const theme: ThemeVars = window.matchMedia('(prefers-color-scheme: dark)').matches ? dark : light
