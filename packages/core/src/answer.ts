/**
 * One part of a model's answer, as the API wants to see it again when the conversation goes on: in this order, never
 * merged, each signature on its own part. Thoughts and drafts are not among them.
 */
export type AnswerPart = AnswerText | AnswerPicture

export interface AnswerText {
  readonly text: string
  readonly signature?: Blob
}

export interface AnswerPicture {
  /** Which of the turn's pictures. */
  readonly image: number
  /** The API's thought signature: base64 as it came, in ASCII, never decoded. 1.4 MB for one picture is usual. */
  readonly signature?: Blob
}

/** Where a turn keeps its answer: out of the way of `JSON.stringify`, and copied along with the turn. */
export const answerKey: unique symbol = Symbol.for('@image-stream/answer')

/** Something that may have an answer: a turn. */
export interface Answered {
  readonly [answerKey]?: readonly AnswerPart[]
}

/** The answer that a turn was made of, if it is kept here. Relays keep it on their side. */
export function answerOf(turn: Answered): readonly AnswerPart[] | null {
  return turn[answerKey] ?? null
}

/** The turn with this answer: for those who keep turns somewhere else. */
export function withAnswer<T extends object>(turn: T, answer: readonly AnswerPart[] | null): T & Answered {
  return answer ? { ...turn, [answerKey]: answer } : turn
}
