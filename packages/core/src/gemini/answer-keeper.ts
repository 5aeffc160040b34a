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
  const signatures = new Map<string, Uint8Array[]>()
  const whole = new Map<string, Blob>()
  const parts: AnswerPart[] = []

  function take(id: string | undefined): { readonly signature?: Blob } {
    const signature = id === undefined ? undefined : whole.get(id)
    if (id !== undefined) whole.delete(id)
    return signature && signature.size > 0 ? { signature } : {}
  }

  return {
    readPayload(payload) {
      if (payload.type === 'payload-start') {
        if (payload.field === 'signature') signatures.set(payload.id, [])
        return
      }
      const pieces = signatures.get(payload.id)
      if (!pieces) return
      if (payload.type === 'payload-data') pieces.push(payload.bytes)
      else {
        // A body's bytes are never shared memory, which a Blob would refuse.
        whole.set(payload.id, new Blob(pieces as Uint8Array<ArrayBuffer>[]))
        signatures.delete(payload.id)
      }
    },
    add(part, picture) {
      const signed = take(part.signature)
      if (part.thought) return
      if (picture !== null) parts.push({ image: picture, ...signed })
      else if (part.text !== undefined && (part.text !== '' || signed.signature))
        parts.push({ text: part.text, ...signed })
    },
    end: () => (isAccepted(parts, signs) ? parts : null),
  }
}

/** Every picture must be signed, and whatever comes first. */
export function isAccepted(parts: readonly AnswerPart[], signs: boolean): boolean {
  const hasPicture = parts.some((part) => 'image' in part)
  const isSigned = parts.every((part, index) => part.signature || !('image' in part || index === 0))
  return hasPicture && (isSigned || !signs)
}
