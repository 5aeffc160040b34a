import type { AspectRatio, ImageInput, ThinkingLevel } from '@image-stream/core'

import type { RatioChoice } from './frame-size.ts'

/** What the composer holds: the next request, not sent yet. */
export interface Draft {
  readonly prompt: string
  readonly ratio: RatioChoice
  readonly pictures: readonly File[]
  readonly thinking: ThinkingLevel
}

/** A request to begin with. */
export type Example = Pick<Draft, 'prompt' | 'ratio'>

export type ChangeDraft = (change: Partial<Draft>) => void

export const emptyDraft: Draft = { prompt: '', ratio: 'auto', pictures: [], thinking: 'high' }

/** The draft as `generate` and `edit` take it. */
export function toInput({ prompt, ratio, pictures, thinking }: Draft): ImageInput {
  const aspectRatio: AspectRatio | undefined = ratio === 'auto' ? undefined : ratio
  return { prompt, images: pictures, thinking, ...(aspectRatio && { aspectRatio }) }
}
