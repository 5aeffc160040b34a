import { addons } from 'storybook/manager-api'

import { theme } from './themes.ts'

addons.setConfig({
  theme,
  // The stories speak for themselves; whoever wants controls and test results opens the panel with A.
  layout: { bottomPanelHeight: 0, rightPanelWidth: 0 },
})
