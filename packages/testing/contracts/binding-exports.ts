import * as core from '@image-stream/core'
import { expect, test } from 'vitest'
import type { Binding } from './binding.ts'

/** One import is enough, and code moves from one framework to another without a name changing. */
export function exportTests({ entry }: Binding): void {
  test('exports all of core, useImageStream, and nothing else', () => {
    expect(Object.keys(entry).toSorted()).toEqual([...Object.keys(core), 'useImageStream'].toSorted())
  })

  test('what it exports of core is core itself', () => {
    expect(entry).toMatchObject({ ...core })
  })
}
