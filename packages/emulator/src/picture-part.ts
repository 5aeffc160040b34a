import { encodeBase64 } from './base64.ts'
import { base64Segment } from './segment.ts'
import type { Settings } from './settings.ts'
import { signatureSegment } from './signature.ts'
import type { Artwork } from './studio.ts'
import type { WireObject, WireValue } from './wire-json.ts'

export interface PicturePart {
  readonly artwork: Artwork
  readonly thought: boolean
  readonly signed: boolean
  readonly seed: number
}

/** The wire parts of one picture: one, or two when the payload is split. */
export function pictureParts(picture: PicturePart, settings: Settings): readonly WireObject[] {
  const { artwork, thought, signed, seed } = picture
  const signature = signed ? signatureSegment(seed, settings.signatureLength) : undefined
  return payloadsOf(artwork, settings.payload).map((data, index, all) => ({
    inlineData: { mimeType: artwork.mediaType, data },
    thought: thought ? true : undefined,
    thoughtSignature: index === all.length - 1 ? signature : undefined,
  }))
}

function payloadsOf({ bytes }: Artwork, payload: Settings['payload']): readonly WireValue[] {
  switch (payload) {
    case 'good':
    case 'escaped':
      return [base64Segment(bytes)]
    case 'truncated': {
      const text = encodeBase64(bytes)
      return [text.slice(0, Math.floor(text.length / 2) | 1)]
    }
    case 'bad-alphabet':
      return [spoil(encodeBase64(bytes), '*')]
    case 'bad-padding':
      return [`${encodeBase64(bytes).replace(/=+$/, '')}===`]
    case 'url-safe':
      return [encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_')]
    case 'white-space':
      return [encodeBase64(bytes).replace(/.{76}/g, '$&\n')]
    case 'empty':
      return ['']
    case 'url':
      return ['https://images.example/generated/1.png']
    case 'split': {
      const half = Math.floor(bytes.length / 6) * 3
      return [base64Segment(bytes.subarray(0, half)), base64Segment(bytes.subarray(half))]
    }
    default:
      return payload satisfies never
  }
}

function spoil(text: string, character: string): string {
  const middle = Math.floor(text.length / 2)
  return text.slice(0, middle) + character + text.slice(middle + 1)
}
