import { answerOf, type AnswerPart } from '../answer.ts'
import { isBase64 } from '../base64.ts'
import { createError, type ImageStreamError } from '../errors.ts'
import { imageFileName } from '../image-file-name.ts'
import { readImageHeader } from '../image-header.ts'
import { extensions, type GeneratedImage } from '../image.ts'
import type { ImageSource, LabelledImage } from '../input.ts'
import { readReferences } from '../references.ts'
import { findHead, toTurns } from '../turn-init.ts'
import type { Turn } from '../turns.ts'
import { maxArchiveBytes, maxFiles, packFiles } from './archive.ts'
import {
  sessionFormat,
  sessionJsonName,
  sessionVersion,
  type AnswerPartJson,
  type PictureJson,
  type ReferenceJson,
  type SessionJson,
  type TurnJson,
} from './session-json.ts'

/** A session as it is kept in a file. A stream's snapshot is one, and `stream.load` takes it. */
export interface SavedSession {
  /** Oldest first. */
  readonly turns: readonly Turn[]
  readonly head: Turn | null
}

/** What is put into the file, and where each picture is in it: one that was sent with several prompts is there once. */
interface Contents {
  readonly files: Map<string, Blob>
  readonly places: Map<ImageSource, string>
}

/**
 * Makes one file of a session: its turns with pictures, reference pictures, words, usage and cost, and the answers with
 * their signatures where the API was spoken to directly. All bytes are kept as they are. Pictures at addresses of their own
 * are fetched. `application/zip`; a good name for it ends in `.image-stream.zip`.
 * @throws ImageStreamError `invalid-input` for what is no session, `too-large`, or what a picture's `blob()` throws.
 *
 * @example
 * const file = await saveSession(stream.getSnapshot())
 */
export async function saveSession(session: SavedSession): Promise<Blob> {
  const turns = toTurns(session.turns, 'turns')
  const head = findHead(turns, session.head)
  const contents: Contents = { files: new Map(), places: new Map() }
  const turnJsons: TurnJson[] = []
  for (const [index, turn] of turns.entries()) turnJsons.push(await addTurn(contents, turn, index + 1))
  const json: SessionJson = {
    format: sessionFormat,
    version: sessionVersion,
    head: head?.id ?? null,
    turns: turnJsons,
  }
  const files = new Map([[sessionJsonName, new Blob([JSON.stringify(json, null, 2)])], ...contents.files])
  checkSize(files)
  return packFiles(files)
}

async function addTurn(contents: Contents, turn: Turn, position: number): Promise<TurnJson> {
  const { images, input, ...rest } = turn
  const number = String(position).padStart(2, '0')
  const pictures: PictureJson[] = []
  for (const [index, image] of images.entries()) {
    const ownNumber = images.length > 1 ? `${number}.${index + 1}` : number
    pictures.push(await addPicture(contents, image, turn, ownNumber))
  }
  const references: ReferenceJson[] = []
  for (const [index, labelled] of (input?.images ?? []).entries())
    references.push(await addReference(contents, labelled, turn, `${number}.${index + 1}`))
  const answer = answerOf(turn)
  return {
    ...rest,
    images: pictures,
    input: input && { ...input, images: references },
    ...(answer && { answer: await Promise.all(answer.map(addAnswerPart)) }),
  }

  async function addAnswerPart(part: AnswerPart, index: number): Promise<AnswerPartJson> {
    const { signature, ...content } = part
    if (!signature) return content
    if (!isBase64(await signature.text())) throw refused(turn, 'a signature of its answer is not base64')
    const file = `signatures/${number}.${index + 1}.txt`
    contents.files.set(file, signature)
    return { ...content, signature: file }
  }
}

async function addPicture(
  { files, places }: Contents,
  image: GeneratedImage,
  turn: Turn,
  number: string,
): Promise<PictureJson> {
  const blob = await image.blob()
  const start = await readable(blob.slice(0, magicBytes).arrayBuffer(), turn)
  const { mediaType } = readImageHeader(new Uint8Array(start)) ?? {}
  if (!mediaType) throw refused(turn, 'one of its pictures is no JPEG, PNG or WebP')
  const file = `pictures/${number}-${imageFileName({ extension: extensions[mediaType] }, turn.prompt)}`
  files.set(file, blob)
  places.set(image, file)
  const { id, width, height } = image
  return { file, id, mediaType, width, height }
}

async function addReference(
  { files, places }: Contents,
  { image, label }: LabelledImage,
  turn: Turn,
  number: string,
): Promise<ReferenceJson> {
  const known = places.get(image)
  const file = known ?? (await addFile())
  return label === undefined ? { file } : { file, label }

  async function addFile(): Promise<string> {
    const [reference] = await readable(readReferences([{ image }]), turn)
    if (!reference) throw new TypeError('A reference was read from one picture.')
    const { blob, mediaType } = reference
    const name = `references/${number}-${imageFileName({ extension: extensions[mediaType] }, label)}`
    files.set(name, blob)
    places.set(image, name)
    return name
  }
}

const magicBytes = 16

/** What could not be read again is not written. */
function checkSize(files: ReadonlyMap<string, Blob>): void {
  const bytes = Array.from(files.values()).reduce((sum, { size }) => sum + size, 0)
  if (files.size <= maxFiles && bytes <= maxArchiveBytes) return
  throw createError('too-large', {
    message: `The session has ${files.size} files and ${(bytes / 1024 / 1024).toFixed(0)} MB; a session file may have ${maxFiles} and ${maxArchiveBytes / 1024 / 1024}. Save fewer turns.`,
  })
}

/** Files that were opened are where they were, if they are there still. */
async function readable<T>(reading: Promise<T>, turn: Turn): Promise<T> {
  try {
    return await reading
  } catch (cause) {
    throw refused(turn, 'one of its pictures can no longer be read', cause)
  }
}

function refused({ id, prompt }: Turn, what: string, cause?: unknown): ImageStreamError {
  const name = prompt === '' ? id : `“${prompt.slice(0, 60)}” (id ${id})`
  const message = `The turn ${name} cannot be saved: ${what}.`
  const issues = [{ field: `turns.${id}`, value: undefined, allowed: [], message }]
  return createError('invalid-input', { cause, message, issues, advice: 'change-image' })
}
