/** How long the parts of an answer take, in milliseconds. */
export interface PaceTimes {
  /** From the request to the first byte of the answer, headers included. */
  readonly firstByteMs: number
  /** From the first thought to the first answer part. Without thoughts it is silence. */
  readonly thinkingMs: number
  /** Before each piece of answer text. */
  readonly textMs: number
  /** The bytes of one picture event are spread over this. */
  readonly pictureMs: number
  /** Before the chunk that closes the answer, and before a separate usage chunk. */
  readonly finishMs: number
}

/** About five and a half seconds in all: the real model needs 3 to 20. */
export const WATCHABLE: PaceTimes = {
  firstByteMs: 600,
  thinkingMs: 3_000,
  textMs: 150,
  pictureMs: 1_500,
  finishMs: 200,
}

export const INSTANT: PaceTimes = {
  firstByteMs: 0,
  thinkingMs: 0,
  textMs: 0,
  pictureMs: 0,
  finishMs: 0,
}

export type Pace = 'watchable' | 'instant' | Partial<PaceTimes>

export function paceTimes(pace: Pace): PaceTimes {
  if (pace === 'watchable') return WATCHABLE
  if (pace === 'instant') return INSTANT
  return { ...WATCHABLE, ...pace }
}
