import { answerOf, type AnswerPart } from '../answer.ts'
import { isBase64 } from '../base64.ts'
import { readImageHeader } from '../image-header.ts'
import type { Reference } from '../input.ts'
import { readReferences } from '../references.ts'
import type { Turn } from '../turns.ts'
import type { PastTurn } from './history.ts'

/** Reads what the turns hold. What can no longer be read is null: whether it matters is decided later. */
export function readHistory(turns: readonly Turn[]): Promise<readonly PastTurn[]> {
  return Promise.all(
    turns.map(async (turn) => ({
      turn,
      pictures: await orNull(Promise.all(turn.images.map(readPicture))),
      references: await orNull(readReferences(turn.input?.images ?? [])),
      answer: await readAnswer(answerOf(turn)),
    })),
  )
}

/** Signatures go into the request as they are, so one that is no base64 is none. */
async function readAnswer(answer: readonly AnswerPart[] | null): Promise<readonly AnswerPart[] | null> {
  return answer && Promise.all(answer.map(withSignatureChecked))
}

async function withSignatureChecked(part: AnswerPart): Promise<AnswerPart> {
  const { signature, ...content } = part
  const isRight = signature instanceof Blob && isBase64(await signature.text())
  return isRight ? part : content
}

async function readPicture(image: Turn['images'][number]): Promise<Reference> {
  const blob = await image.blob()
  // By its bytes: what lies at an address may be of another type than was said.
  const header = readImageHeader(new Uint8Array(await blob.slice(0, magicBytes).arrayBuffer()))
  return { blob, mediaType: header?.mediaType ?? image.mediaType }
}

const magicBytes = 16

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch {
    return null // A file that was moved, or an address that is gone.
  }
}
