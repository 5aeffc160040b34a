import type { ImageMediaType } from '../image-header.ts'
import type { ResolvedInput } from '../input.ts'
import type { Turn } from '../turns.ts'

/**
 * A session file is a ZIP, so that a person can open it and look: `session.json`, the pictures in `pictures`, what was sent
 * along in `references`, and in `signatures` those of the API, as they came.
 */
export const sessionFormat = 'image-stream session'
/** Counts up when a reader of the version before would misread what is written. */
export const sessionVersion = 1
export const sessionJsonName = 'session.json'

/** What is in a session file. A `file` is the name of another file in it. */
export interface SessionJson {
  readonly format: typeof sessionFormat
  readonly version: typeof sessionVersion
  /** The id of a turn. */
  readonly head: string | null
  readonly turns: readonly TurnJson[]
}

export interface TurnJson extends Omit<Turn, 'images' | 'input'> {
  readonly images: readonly PictureJson[]
  readonly input: (Omit<ResolvedInput, 'images'> & { readonly images: readonly ReferenceJson[] }) | null
  /** Where the API was spoken to directly. */
  readonly answer?: readonly AnswerPartJson[]
}

export interface PictureJson {
  readonly file: string
  readonly id: string
  readonly mediaType: ImageMediaType
  readonly width: number
  readonly height: number
}

export interface ReferenceJson {
  readonly file: string
  readonly label?: string
}

export type AnswerPartJson = ({ readonly text: string } | { readonly image: number }) & {
  /** A file. */
  readonly signature?: string
}
