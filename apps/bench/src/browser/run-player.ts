import type { ServerResponse } from 'node:http'
import type { Pace } from './page-server.ts'
import type { Recording, RelayRecording } from './recordings.ts'

/** Plays a run that a relay keeps: its events, and its picture in step with what they say of it. */
export interface RunPlayer {
  /** From the start, for a new reader. */
  playEvents(response: ServerResponse): Promise<void>
  playPicture(response: ServerResponse): Promise<void>
  /** Of the picture's bytes, at most this share goes out until more is allowed. */
  allow(share: number): void
}

/** What goes out once so many bytes have, of the events and the picture together. */
interface Timed {
  readonly piece: Uint8Array
  readonly offset: number
  /** Of the picture, in bytes. */
  readonly pictureBytes: number
}

export function createRunPlayer({ events, picture }: RelayRecording, pace: Pace): RunPlayer {
  const frames = timeFrames(events)
  const begin = frames.find(({ piece }) => isPictureStart(piece))?.offset ?? 0
  const pieces = timePieces(picture, pace, begin)
  const total = picture.bytes.length
  let startedAt = 0
  let allowed = total
  let wake = Promise.withResolvers<void>()

  async function play(
    timed: readonly Timed[],
    { headers }: Recording,
    response: ServerResponse,
  ): Promise<void> {
    response.writeHead(200, headers)
    for (const { piece, offset, pictureBytes } of timed) {
      while (pictureBytes > allowed) await wake.promise
      const dueMs = startedAt + (offset / pace.pieceBytes) * pace.everyMs - performance.now()
      if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs))
      response.write(piece)
    }
  }

  return {
    playEvents(response) {
      startedAt = performance.now()
      return play(frames, events, response)
    },
    playPicture: (response) => play(pieces, picture, response),
    allow(share) {
      allowed = share * total
      wake.resolve()
      wake = Promise.withResolvers()
    },
  }
}

/** Each event goes out behind the bytes of the picture that it speaks of. */
function timeFrames({ bytes }: Recording): readonly Timed[] {
  const text = new TextDecoder().decode(bytes)
  let offset = 0
  let pictureBytes = 0
  return text.split(/(?<=\n\n)/).map((frame) => {
    const piece = new TextEncoder().encode(frame)
    const progress = /"image-progress".*"byteLength":(\d+)/.exec(frame)?.[1] ?? 0
    pictureBytes += Number(progress)
    offset += piece.length + Number(progress)
    return { piece, offset, pictureBytes }
  })
}

function timePieces({ bytes }: Recording, { pieceBytes }: Pace, begin: number): readonly Timed[] {
  return Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) => {
    const end = Math.min((index + 1) * pieceBytes, bytes.length)
    return { piece: bytes.subarray(index * pieceBytes, end), offset: begin + end, pictureBytes: end }
  })
}

function isPictureStart(piece: Uint8Array): boolean {
  return new TextDecoder().decode(piece).includes('"image-start"')
}
