import type { Brush } from '../brush.ts'
import type { Colour } from '../colour.ts'
import type { Pose, SubjectKind } from '../lexicon.ts'
import type { Random } from '../random.ts'

/** How one thing is to look in this picture. */
export interface Look {
  /** The colour the prompt gave it, if any. */
  readonly colour: Colour | undefined
  readonly pose: Pose | undefined
  /** The prompt's word, for cousins drawn by the same hand (wolf and fox). */
  readonly word: string
  readonly snowy: boolean
  readonly random: Random
}

/** A thing the painter knows. Drawn about 100 units tall, its foot at (0, 0), facing right. */
export interface Subject {
  /** Usual height compared with the lead's. */
  readonly tall: number
  /** Half its width, in units. */
  readonly half: number
  readonly home: 'ground' | 'air' | 'water' | 'table'
  draw(brush: Brush, look: Look): void
}

export type Repertoire = Readonly<Partial<Record<SubjectKind, Subject>>>
