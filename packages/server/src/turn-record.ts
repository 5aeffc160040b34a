import {
  answerOf,
  withAnswer,
  type AnswerPart,
  type ImageMediaType,
  type ResolvedInput,
  type Turn,
} from '@image-stream/core'
import { createImage } from '@image-stream/core/relay'
import type { RunStart } from './hooks.ts'
import { toImage, type Outcome } from './outcome.ts'
import type { RunStore, StoredTurn } from './store/run-store.ts'

/** How far back a conversation is read. What is older would not fit into a request of the API. */
const maxHistoryBytes = 15 * 1024 * 1024
const maxHistoryTurns = 50

/** The JSON of a record. Numbers in `references`, `images` and signatures are places in `blobs`. */
interface TurnJson {
  readonly parentId: string | null
  readonly input: Omit<ResolvedInput, 'images'>
  readonly references: readonly { readonly blob: number; readonly label?: string }[]
  readonly images: readonly PictureJson[]
  readonly text: string
  readonly answer: readonly AnswerJson[] | null
  readonly createdAt: number
}

interface PictureJson {
  readonly blob: number
  /** Its number in the run's events: drafts count as well. */
  readonly index: number
  readonly mediaType: ImageMediaType
  readonly width: number
  readonly height: number
}

type AnswerJson = ({ readonly text: string } | { readonly image: number }) & { readonly signature?: number }

/** What an edit of this run needs: what was asked and answered, word by word, pictures and signatures included. */
export async function toTurnRecord(
  { parentId, startedAt }: RunStart,
  { images, ...input }: ResolvedInput,
  outcome: Outcome,
): Promise<StoredTurn> {
  const blobs: Uint8Array<ArrayBuffer>[] = []
  const keep = async (content: { arrayBuffer(): Promise<ArrayBuffer> }): Promise<number> =>
    blobs.push(new Uint8Array(await content.arrayBuffer())) - 1

  const references: TurnJson['references'][number][] = []
  for (const { image, label } of images) {
    // What the relay reads of a form are files.
    const blob = await keep(image as Blob)
    references.push({ blob, ...(label !== undefined && { label }) })
  }
  const pictures: PictureJson[] = []
  for (const picture of outcome.pictures) {
    const { index, mediaType, width, height } = picture
    pictures.push({ blob: blobs.push(await toImage(picture).bytes()) - 1, index, mediaType, width, height })
  }
  const answer: AnswerJson[] = []
  for (const { signature, ...part } of outcome.answer ?? [])
    answer.push({ ...part, ...(signature && { signature: await keep(signature) }) })

  const json: TurnJson = {
    parentId,
    input,
    references,
    images: pictures,
    text: outcome.text,
    answer: outcome.answer && answer,
    createdAt: startedAt,
  }
  return { json: JSON.stringify(json), blobs }
}

/** A picture of a run whose log is gone. Null when it is none of the answer's. */
export function pictureOf(
  { json, blobs }: StoredTurn,
  index: number,
): { readonly mediaType: ImageMediaType; readonly bytes: Uint8Array<ArrayBuffer> } | null {
  const picture = parse(json).images.find((each) => each.index === index)
  const bytes = picture && blobs[picture.blob]
  return bytes ? { mediaType: picture.mediaType, bytes } : null
}

/**
 * The turns that an edit of `runId` continues from, oldest first. Null when that run is gone, or another's. `isWhole`:
 * older ones are there to the first.
 */
export async function loadHistory(
  store: RunStore,
  owner: string,
  runId: string,
): Promise<{ readonly turns: readonly Turn[]; readonly isWhole: boolean } | null> {
  const turns: Turn[] = []
  let next: string | null = runId
  let bytes = 0
  while (next !== null && turns.length < maxHistoryTurns && bytes < maxHistoryBytes) {
    const record: StoredTurn | null = await store.loadTurn(owner, next)
    if (!record) break
    const turn = toTurn(next, record)
    turns.unshift(turn)
    bytes += record.blobs.reduce((sum, blob) => sum + blob.byteLength, 0)
    next = turn.parentId
  }
  // What is too large is left out, and warned of, where the request is made.
  return turns.length > 0 ? { turns, isWhole: next === null || bytes >= maxHistoryBytes } : null
}

function toTurn(id: string, { json, blobs }: StoredTurn): Turn {
  const { parentId, input, references, images, text, answer, createdAt } = parse(json)
  const blobAt = (place: number): Blob => new Blob(blobs.slice(place, place + 1))
  const turn: Turn = {
    id,
    parentId,
    prompt: input.prompt,
    input: {
      ...input,
      images: references.map(({ blob, ...named }) => ({ image: blobAt(blob), ...named })),
    },
    images: images.map(({ blob, index, ...size }) =>
      createImage({ ...size, id: `${id}-${index}`, data: blobAt(blob) }),
    ),
    text,
    thoughts: '',
    usage: null,
    cost: null,
    createdAt,
  }
  const parts = answer?.map(({ signature, ...part }): AnswerPart => ({
    ...part,
    ...(signature !== undefined && { signature: blobAt(signature) }),
  }))
  return withAnswer(turn, parts ?? answerOf(turn))
}

/** Our own words, from our own store. */
function parse(json: string): TurnJson {
  return JSON.parse(json) as TurnJson
}
