import { Canvas } from '@storybook/addon-docs/blocks'
import { useId, useRef, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react'

import { frameworks, useFramework, type Framework } from './framework.ts'

import './guides.css'

/** A story as a module exports it. */
export type Story = ComponentProps<typeof Canvas>['of']

type FrameworkTabsProps =
  /** The stories of a demo, one for each framework: the chosen one is shown with its source. */
  | { readonly of: Readonly<Record<Framework, Story>> }
  /** An `In` for each framework. */
  | { readonly children: ReactNode }

/** One of three, by the framework that the reader has chosen. All of them, on all pages, change together. */
export function FrameworkTabs(props: FrameworkTabsProps) {
  const [chosen, choose] = useFramework()
  const list = useRef<HTMLDivElement>(null)
  const id = useId()

  /** The arrow keys walk through the tabs, and round. */
  function walk(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const next = (frameworks.indexOf(chosen) + step + frameworks.length) % frameworks.length
    choose(frameworks[next] ?? chosen)
    list.current?.querySelectorAll('button')[next]?.focus()
  }

  return (
    <div className="framework-tabs">
      <div
        ref={list}
        role="tablist"
        aria-label="Framework"
        className="framework-list sb-unstyled"
        onKeyDown={walk}
      >
        {frameworks.map((framework) => (
          <button
            key={framework}
            type="button"
            role="tab"
            id={`${id}${framework}`}
            aria-selected={framework === chosen}
            aria-controls={`${id}panel`}
            tabIndex={framework === chosen ? 0 : -1}
            onClick={() => choose(framework)}
          >
            {framework}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}panel`} aria-labelledby={`${id}${chosen}`} className="framework-panel">
        {'of' in props ? <Canvas key={chosen} of={props.of[chosen]} sourceState="shown" /> : props.children}
      </div>
    </div>
  )
}

interface InProps {
  readonly framework: Framework
  readonly children: ReactNode
}

/** What is said for one framework: in tabs, or anywhere else on a page. */
export function In({ framework, children }: InProps) {
  const [chosen] = useFramework()
  return framework === chosen && children
}
