import { expect } from 'vitest'
import type { Switches } from '../../src/options.ts'
import { chunksIn, picturesIn, type WireChunk, type WirePart } from '../../src/test-client.ts'
import type { Exchange } from '../exchange.ts'

/** One fault as a client asks for it, and what a client then sees. */
export interface Fault {
  /** Its row of the fault matrix. */
  readonly id: string
  readonly what: string
  readonly options: Switches
  /** Throws when the fault did not happen. */
  readonly seen: (exchange: Exchange) => void
}

export function chunksOf({ body }: Exchange): readonly WireChunk[] {
  return chunksIn(body.toString('utf8'))
}

export function partsOf(exchange: Exchange): readonly WirePart[] {
  return chunksOf(exchange).flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
}

export function pictureOf(exchange: Exchange): NonNullable<WirePart['inlineData']> {
  const [picture] = picturesIn(partsOf(exchange))
  if (picture?.inlineData === undefined) throw new Error('No picture came.')
  return picture.inlineData
}

/** A whole answer: a picture, and STOP at the end. */
export function isWhole(exchange: Exchange): void {
  expect(exchange.status).toBe(200)
  expect(picturesIn(partsOf(exchange)).length).toBeGreaterThan(0)
  expect(exchange.body.toString('utf8')).toContain('"finishReason": "STOP"')
}

/** Every pair of the two lists. */
export function pairs<A, B>(first: readonly A[], second: readonly B[]): readonly (readonly [A, B])[] {
  return first.flatMap((a) => second.map((b) => [a, b] as const))
}
