import { useSyncExternalStore } from 'react'

export const frameworks = ['React', 'Vue', 'Svelte'] as const
export type Framework = (typeof frameworks)[number]

const KEY = 'image-stream framework'

const listeners = new Set<() => void>()
let chosen = read()

// Another page of these guides, in another tab.
window.addEventListener('storage', ({ key }) => {
  if (key === KEY) change(read())
})

/** The framework that the reader has chosen, on whichever page, and the way to choose another. */
export function useFramework(): readonly [Framework, (framework: Framework) => void] {
  return [useSyncExternalStore(subscribe, () => chosen), choose]
}

function choose(framework: Framework): void {
  change(framework)
  try {
    localStorage.setItem(KEY, framework)
  } catch {
    // Storage may be refused; the choice then holds for this page.
  }
}

function change(framework: Framework): void {
  chosen = framework
  for (const listener of listeners) listener()
}

function read(): Framework {
  try {
    return frameworks.find((each) => each === localStorage.getItem(KEY)) ?? 'React'
  } catch {
    return 'React'
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
