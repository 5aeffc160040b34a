import { afterEach, expect } from 'vitest'
import { lookForKey, takeLeaks } from './canary.ts'

// Every relay of these tests has the canary for a key. A line on the console that holds it fails its test, and so does
// what a hook for logs is told.

for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
  const write = console[level].bind(console)
  console[level] = (...words: unknown[]) => {
    lookForKey(`console.${level}`, words)
    write(...words)
  }
}

afterEach(() => {
  expect(takeLeaks(), 'where the API key was written').toEqual([])
})
