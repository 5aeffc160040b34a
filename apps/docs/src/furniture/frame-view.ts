import type { GeneratedImage, Snapshot } from '@image-stream/core'

import { turnName } from './words.ts'

/** A picture in the frame. Its URL is its identity: it keeps its element from arrival to head. */
export interface FramePicture {
  readonly url: string
  readonly width: number
  readonly height: number
  readonly alt: string
  readonly isArriving: boolean
}

/** The picture that is there, and over it the one that has just come. */
export function picturesOf(snapshot: Snapshot): readonly FramePicture[] {
  const { image, head, incoming, input } = snapshot
  const prompt = input?.prompt ?? ''
  const shown = image ?? cameWhole(snapshot)
  const pictures: FramePicture[] = []
  if (shown) {
    const { url, width, height } = shown
    const name = turnName({ prompt: image ? (head?.prompt ?? '') : prompt })
    pictures.push({ url, width, height, alt: incoming?.url ? '' : name, isArriving: false })
  }
  if (incoming?.url !== undefined) {
    const { url, width, height } = incoming
    pictures.push({ url, width, height, alt: prompt, isArriving: true })
  }
  return pictures
}

/** A run that broke off may have brought a picture before that: it is seen behind the card that offers to keep it. */
function cameWhole({ status, error }: Snapshot): GeneratedImage | undefined {
  return status === 'error' ? error.partial.images.at(-1) : undefined
}

/**
 * What there is to see in the frame until the picture is: `waiting` for the first word, `thoughts`, or the thoughts of a run
 * that `ended` badly, unless a picture is there to be seen.
 */
export function progressOf(snapshot: Snapshot): 'waiting' | 'thoughts' | 'ended' | null {
  const { status, incoming, image } = snapshot
  if (status === 'submitted') return 'waiting'
  if (status === 'thinking' || (status === 'receiving' && incoming.url === undefined)) return 'thoughts'
  const hasEnded = status === 'stopped' || status === 'error'
  return hasEnded && !image && !cameWhole(snapshot) ? 'ended' : null
}

const usualBytes = 700 * 1024

/** 0 to 1: grows with what has come and slows down as it does, as nobody knows how much there will be. */
export function reachOf(receivedBytes: number): number {
  return 1 - Math.exp(-receivedBytes / usualBytes)
}
