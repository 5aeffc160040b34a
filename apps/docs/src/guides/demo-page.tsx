import { Description, DocsContext, Title } from '@storybook/addon-docs/blocks'
import { useContext } from 'react'

import { frameworks, type Framework } from './framework.ts'
import { FrameworkTabs, type Story } from './framework-tabs.tsx'

/** The page of a demo: what it is, and the demo with its source, in the framework that the reader has chosen. */
export function DemoPage() {
  const stories = useContext(DocsContext).componentStories()
  const inEach = frameworks.map((framework) => [
    framework,
    stories.find(({ name }) => name === framework)?.moduleExport,
  ])
  return (
    <>
      <Title />
      <Description />
      <FrameworkTabs of={Object.fromEntries(inEach) as Record<Framework, Story>} />
    </>
  )
}
