import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedPath } from '../../../../scripts/shared-folder.ts'

/** One vector, in each way in which it is read. */
export interface Check {
  /** Unique within its set. */
  readonly name: string
  /** How many times it was read. @throws what did not come out as the vector says. */
  run(): number | Promise<number>
}

/** Vectors of one kind. */
export interface CheckSet {
  readonly what: string
  readonly checks: readonly Check[]
  /** Exceptions that are meant, in words. */
  readonly remark?: string
}

/** Where the public vectors lie, or null. */
export const vectors: string | null = sharedPath('vectors')

export const vectorsAreAbsent =
  'Public vectors are not checked: set IMAGE_STREAM_SHARED to the folder with vectors.'

/** A file of vectors. The caller knows its shape; without the folder it holds no cases. */
export function readVectors<Case, Header = object>(
  file: string,
): Header & { readonly cases: readonly Case[] } {
  if (!vectors) return { cases: [] } as unknown as Header & { readonly cases: readonly Case[] }
  return JSON.parse(readFileSync(join(vectors, file), 'utf8')) as Header & { readonly cases: readonly Case[] }
}

/** How bytes came, for a failure's message. */
export function describePieces(pieces: readonly Uint8Array[]): string {
  return pieces.length > 20
    ? `${pieces.length} pieces`
    : pieces.map(({ length }) => length).join('+') + ' bytes'
}
