import type { AnswerPart } from '../answer.ts'
import { createError, type ImageStreamError } from '../errors.ts'
import type { Warning } from '../events.ts'
import { invalidInput, type Reference } from '../input.ts'
import { models, type ModelId } from '../models.ts'
import type { Turn } from '../turns.ts'

/** One part of an answer that is sent back, picture included. */
export type SentPart =
  | { readonly text: string; readonly signature?: Blob }
  | { readonly blob: Blob; readonly mediaType: string; readonly signature?: Blob }

/** One turn that is sent back verbatim: what was asked, and what was answered. */
export interface Exchange {
  readonly prompt: string
  readonly references: readonly Reference[]
  readonly answer: readonly SentPart[]
}

/** A turn with what it holds read. */
export interface PastTurn {
  readonly turn: Turn
  /** Null when one of them can no longer be read. */
  readonly pictures: readonly Reference[] | null
  /** What was sent along with its prompt; null when one can no longer be read. */
  readonly references: readonly Reference[] | null
  /** Null where it was never had: an opened picture, a run that broke off, a turn of a relay. */
  readonly answer: readonly AnswerPart[] | null
}

/** How a request continues from earlier turns. */
export interface Plan {
  /** Oldest first. */
  readonly exchanges: readonly Exchange[]
  /** Goes along as the first reference picture: that of the turn before them, when that cannot be sent back. */
  readonly opening: Reference | null
  readonly warnings: readonly Warning[]
}

/** Bytes of a request with a history at most: room is left below the API's 20 MB. */
export const maxHistoryBytes: number = 15 * 1024 * 1024

/**
 * Decides what of the earlier turns is sent, oldest first: all of those that the API takes back, in one unbroken line up to the last;
 * from the oldest on, whole turns are left out until the request is small enough; and when none is left, the last
 * picture goes along as a reference, which needs no signature.
 * @throws ImageStreamError `invalid-input` for an answer that the API would refuse: it names the turn and what is wrong.
 */
export function planHistory(
  past: readonly PastTurn[],
  model: ModelId,
  references: readonly Reference[],
): Plan {
  const last = past.at(-1)
  if (!last) return { exchanges: [], opening: null, warnings: [] }
  const broken = past.findLastIndex((each) => !isTakenBack(each, model))
  const whole = past.slice(broken + 1).map((each) => toExchange(each, model))
  const before = past[broken]
  const opening = before ? pictureOf(before) : null
  // An opened picture was never an answer: as a reference it is sent as it should be.
  const isLeftOut = broken > 0 || (before !== undefined && before.turn.input !== null)

  let exchanges = whole
  let rest = bytesOf([...(opening ? [opening] : []), ...references])
  while (exchanges.length > 0 && rest + sum(exchanges.map(bytesOfExchange)) > maxHistoryBytes) {
    exchanges = exchanges.slice(1)
    rest = bytesOf(references)
  }
  if (exchanges.length === whole.length)
    return { exchanges, opening, warnings: isLeftOut ? [leftOut(exchanges.length)] : [] }
  if (exchanges.length > 0)
    return { exchanges, opening: null, warnings: [shortened(past.length - exchanges.length)] }
  return { exchanges, opening: pictureOf(last), warnings: [leftOut(0)] }
}

/** The model that drew it is the one that knows its signatures. */
function isTakenBack({ turn, pictures, references, answer }: PastTurn, model: ModelId): boolean {
  return answer !== null && pictures !== null && references !== null && turn.input?.model === model
}

function toExchange({ turn, pictures, references, answer }: PastTurn, model: ModelId): Exchange {
  const parts = (answer ?? []).map((part, index): SentPart => {
    if ('text' in part) return part
    const picture = pictures?.[part.image]
    if (!picture) throw refused(turn, `part ${index + 1} is a picture that the turn does not have`)
    if (models[model].signs && !part.signature)
      throw refused(
        turn,
        `its picture (part ${index + 1}) has no signature, and ${models[model].name} takes none back without it`,
      )
    const { blob, mediaType } = picture
    return { blob, mediaType, ...(part.signature && { signature: part.signature }) }
  })
  const [first] = parts
  if (!first) throw refused(turn, 'its answer is empty')
  if (models[model].signs && !first.signature)
    throw refused(
      turn,
      `its answer begins without a signature, and ${models[model].name} takes none back without it`,
    )
  return { prompt: turn.prompt, references: references ?? [], answer: parts }
}

function refused({ id, prompt }: Turn, what: string): ImageStreamError {
  const name = prompt === '' ? id : `“${prompt.slice(0, 60)}”`
  const message = `The turn ${name} (id ${id}) cannot be continued: ${what}. Nothing was sent. Without its answer the turn's picture would go along as a reference.`
  return invalidInput([{ field: `turns.${id}.answer`, value: undefined, allowed: [], message }])
}

function pictureOf({ turn, pictures }: PastTurn): Reference {
  const picture = pictures?.at(-1)
  if (picture) return picture
  throw createError('expired', {
    phase: 'input',
    message: `The picture of “${turn.prompt.slice(0, 60)}” can no longer be read, so it cannot be changed. Draw it again, or open a copy of it.`,
  })
}

function leftOut(sent: number): Warning {
  return {
    code: 'history-left-out',
    message:
      sent === 0
        ? 'The earlier turns could not be sent as they were, so the picture went along as a reference.'
        : `Of the earlier turns only the last ${sent} could be sent as they were; the picture before them went along as a reference.`,
  }
}

function shortened(turns: number): Warning {
  return {
    code: 'history-shortened',
    message: `The ${turns === 1 ? 'oldest turn was' : `${turns} oldest turns were`} left out of the request, which would have been too large.`,
  }
}

const base64Growth = 4 / 3

function bytesOf(pictures: readonly Reference[]): number {
  return sum(pictures.map(({ blob }) => blob.size * base64Growth))
}

function bytesOfExchange({ prompt, references, answer }: Exchange): number {
  const answered = answer.map((part) => {
    const content = 'text' in part ? part.text.length : part.blob.size * base64Growth
    return content + (part.signature?.size ?? 0)
  })
  return prompt.length + bytesOf(references) + sum(answered)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
