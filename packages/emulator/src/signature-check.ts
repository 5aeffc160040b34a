import type { ApiError } from './errors.ts'
import { corruptedSignature, invalidSignature, missingSignature } from './refused-input.ts'
import type { GenerateRequest, RequestTurn } from './request.ts'
import { verifySignature } from './signature.ts'

/** An error when a picture of the history does not bring its signature back unchanged. */
export function thoughtSignatures({ turns }: GenerateRequest): ApiError | null {
  for (const [index, turn] of turns.entries()) {
    const error = turn.role === 'model' ? turnSignatures(turn, index) : null
    if (error !== null) return error
  }
  return null
}

/**
 * In a model turn with a picture, every picture and the first answer part must be signed; any
 * signature that is there must be one that was issued, unchanged.
 */
function turnSignatures(turn: RequestTurn, index: number): ApiError | null {
  const hasPicture = turn.parts.some(({ image, thought }) => image !== null && !thought)
  let first = true
  for (const [at, { image, text, thought, signature }] of turn.parts.entries()) {
    if (thought) continue
    if (signature !== null) {
      const verdict = verifySignature(signature)
      if (verdict === 'corrupted') return corruptedSignature()
      if (verdict === 'invalid') return invalidSignature()
    } else if (hasPicture && (image !== null || (first && text !== null))) {
      return missingSignature(image === null ? 'Text' : 'Image', index + 1, at + 1)
    }
    first = false
  }
  return null
}
