import type { AnswerPart } from '../answer.ts'
import type { Part } from './chunk.ts'
import type { Lifted } from './payloads.ts'

/** Keeps the parts of an answer as they came, so that they can be sent back when it is continued. */
export interface AnswerKeeper {
  readPayload(payload: Exclude<Lifted, { type: 'text' }>): void
  /** `picture`: how many pictures of the answer came before it, when the part is a whole one; null for any other. */
  add(part: Part, picture: number | null): void
  /** All of it; null when the API would refuse it: without a picture, or without the signatures that it demands. */
  end(): readonly AnswerPart[] | null
}

/** `signs`: whether the model demands its signatures back. */
export function createAnswerKeeper({ signs }: { readonly signs: boolean }): AnswerKeeper {
  const coming = new Map<string, Uint8Array[]>()
  const whole = new Map<string, Uint8Array[]>()
  const parts: AnswerPart[] = []

  function take(id: string | undefined): Uint8Array[] | null {
    const signature = id === undefined ? undefined : whole.get(id)
    if (id !== undefined) whole.delete(id)
    return signature && signature.length > 0 ? signature : null
  }

  return {
    readPayload(payload) {
      if (payload.type === 'payload-start') {
        if (payload.field === 'signature') coming.set(payload.id, [])
        return
      }
      const pieces = coming.get(payload.id)
      if (!pieces) return
      if (payload.type === 'payload-data') pieces.push(payload.bytes)
      else {
        whole.set(payload.id, pieces)
        coming.delete(payload.id)
      }
    },
    add(part, picture) {
      const signature = take(part.signature)
      if (part.thought) return
      if (picture !== null) parts.push(signed({ image: picture }, signature))
      else if (part.text !== undefined && (part.text !== '' || signature))
        parts.push(signed({ text: part.text }, signature))
    },
    end: () => (isAccepted(parts, signs) ? parts : null),
  }
}

/** The signature's Blob is made when it is first read: that copies, and most answers are never continued. */
function signed(part: AnswerPart, pieces: Uint8Array[] | null): AnswerPart {
  if (!pieces) return part
  let signature: Blob | null = null
  return {
    ...part,
    get signature() {
      // A body's bytes are never shared memory, which a Blob would refuse.
      signature ??= new Blob(pieces as Uint8Array<ArrayBuffer>[])
      return signature
    },
  }
}

/** Every picture must be signed, and whatever comes first. */
export function isAccepted(parts: readonly AnswerPart[], signs: boolean): boolean {
  const hasPicture = parts.some((part) => 'image' in part)
  const isSigned = parts.every((part, index) => 'signature' in part || !('image' in part || index === 0))
  return hasPicture && (isSigned || !signs)
}
