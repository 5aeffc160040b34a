import type { AspectRatio, ImageInput, ThinkingLevel } from '@image-stream/core'
import { useCallback, useState } from 'react'

import type { RatioChoice } from './frame-size.ts'

/** What the composer holds: the next request, not sent yet. */
export interface Draft {
  readonly prompt: string
  readonly ratio: RatioChoice
  readonly pictures: readonly File[]
  readonly thinking: ThinkingLevel
}

export type ChangeDraft = (change: Partial<Draft>) => void

const emptyDraft: Draft = { prompt: '', ratio: 'auto', pictures: [], thinking: 'high' }

/** The draft, a way to change parts of it, and one to add pictures to it. */
export function useDraft(
  initial?: Partial<Draft>,
): readonly [Draft, ChangeDraft, (files: Iterable<File>) => void] {
  const [draft, setDraft] = useState({ ...emptyDraft, ...initial })
  const change = useCallback((part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })), [])
  const addPictures = useCallback(
    (files: Iterable<File>) =>
      setDraft((before) => ({ ...before, pictures: [...before.pictures, ...files] })),
    [],
  )
  return [draft, change, addPictures]
}

/** The draft as `generate` and `edit` take it. */
export function toInput({ prompt, ratio, pictures, thinking }: Draft): ImageInput {
  const aspectRatio: AspectRatio | undefined = ratio === 'auto' ? undefined : ratio
  return { prompt, images: pictures, thinking, ...(aspectRatio && { aspectRatio }) }
}
