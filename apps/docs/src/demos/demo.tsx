import type { ReactNode } from 'react'

import { DemoPage } from '../guides/demo-page.tsx'

import './demo.css'

/** What the small demos share: a page that shows them in each framework, on which plain elements look well. */
export function demo(description: string) {
  return {
    decorators: [(Story: () => ReactNode) => <main className="demo">{Story()}</main>],
    parameters: { docs: { page: DemoPage, description: { component: description } } },
  }
}
