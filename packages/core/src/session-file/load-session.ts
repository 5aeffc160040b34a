import { withAnswer, type AnswerPart } from '../answer.ts'
import { isBase64 } from '../base64.ts'
import { createError, type ImageStreamError } from '../errors.ts'
import { readImageHeader, type ImageMediaType } from '../image-header.ts'
import { createImage, type GeneratedImage } from '../image.ts'
import type { LabelledImage } from '../input.ts'
import { findHead, toTurns, type TurnInit } from '../turn-init.ts'
import { openArchive, type Archive } from './archive.ts'
import type { SavedSession } from './save-session.ts'
import { sessionFormat, sessionJsonName, sessionVersion } from './session-json.ts'

/**
 * Gives back what `saveSession` has put into a file, for `stream.load`. Nothing in the file is trusted: it may come from
 * anywhere. References come back as Blobs.
 * @throws ImageStreamError `invalid-input` with what is wrong: no session, cut or changed, of a newer version, too large.
 *
 * @example
 * stream.load(await loadSession(file))
 */
export async function loadSession(file: Blob): Promise<SavedSession> {
  try {
    const files = createReader(await openArchive(file))
    const session = parseJson(files.text(sessionJsonName))
    checkVersion(session)
    const inits: TurnInit[] = []
    for (const [index, turn] of list(session['turns'], 'turns').entries()) {
      inits.push(toTurnInit(record(turn, `turns[${index}]`), `turns[${index}]`, files))
      // Checksums of a large session take a while: the page goes on meanwhile.
      await new Promise((resolve) => setTimeout(resolve))
    }
    const turns = toTurns(inits, 'turns')
    const head = session['head'] === null ? null : text(session['head'], 'head')
    return { turns, head: findHead(turns, head) }
  } catch (cause) {
    throw unreadable(cause)
  }
}

type Json = Readonly<Record<string, unknown>>

/** Files of the session, each read once, and the pictures of the turns so far. */
interface Reader {
  /** A picture's file, of the type that its bytes are of: nothing that can hold a script is ever shown. */
  picture(file: string): { readonly blob: Blob; readonly mediaType: ImageMediaType }
  text(file: string): string
  readonly pictures: Map<string, GeneratedImage>
}

function createReader(archive: Archive): Reader {
  const read = new Map<string, ReturnType<Reader['picture']>>()

  function bytesOf(file: string): Uint8Array<ArrayBuffer> {
    const bytes = archive.read(file)
    if (!bytes) throw new Error(file === sessionJsonName ? 'it is no session' : `${file} is missing`)
    return bytes
  }

  return {
    pictures: new Map(),
    picture(file) {
      const known = read.get(file)
      if (known) return known
      const bytes = bytesOf(file)
      const header = readImageHeader(bytes)
      if (!header) throw new Error(`${file} is no JPEG, PNG or WebP`)
      const { mediaType } = header
      const picture = { blob: new Blob([bytes], { type: mediaType }), mediaType }
      read.set(file, picture)
      return picture
    },
    text: (file) => new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(file)),
  }
}

function parseJson(json: string): Json {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    // Its words would quote the session.
    throw new Error(`${sessionJsonName} is not JSON`)
  }
  return record(value, sessionJsonName)
}

function checkVersion({ format, version }: Json): void {
  if (format !== sessionFormat) throw new Error('it is no session')
  if (version !== sessionVersion)
    throw new Error(`it is of version ${String(version)}, and this one reads version ${sessionVersion}`)
}

/** Of what is plain JSON in a turn, `toTurns` sees to it that it is right. */
function toTurnInit(json: Json, field: string, files: Reader): TurnInit {
  const { images, input, answer, ...rest } = json
  const pictures = list(images, `${field}.images`).map((each, index) =>
    toPicture(record(each, `${field}.images[${index}]`), `${field}.images[${index}]`, files),
  )
  const asked = input === null ? null : toInput(record(input, `${field}.input`), `${field}.input`, files)
  const parts =
    answer === undefined
      ? null
      : list(answer, `${field}.answer`).map((each, index) =>
          toPart(
            record(each, `${field}.answer[${index}]`),
            `${field}.answer[${index}]`,
            files,
            pictures.length,
          ),
        )
  return withAnswer({ ...rest, images: pictures, input: asked } as unknown as TurnInit, parts)
}

function toPicture(json: Json, field: string, files: Reader): GeneratedImage {
  const file = text(json['file'], `${field}.file`)
  const { blob, mediaType } = files.picture(file)
  if (json['mediaType'] !== mediaType) throw new Error(`${file} is ${mediaType}, and not what ${field} says`)
  const id = text(json['id'], `${field}.id`)
  const width = count(json['width'], `${field}.width`)
  const height = count(json['height'], `${field}.height`)
  const image = createImage({ id, mediaType, width, height, data: blob })
  files.pictures.set(file, image)
  return image
}

function toInput(json: Json, field: string, files: Reader): Json {
  const images = list(json['images'], `${field}.images`).map((each, index): LabelledImage => {
    const { file, label } = record(each, `${field}.images[${index}]`)
    const name = text(file, `${field}.images[${index}].file`)
    const image = files.pictures.get(name) ?? files.picture(name).blob
    return label === undefined ? { image } : { image, label: text(label, `${field}.images[${index}].label`) }
  })
  return { ...json, images }
}

function toPart(json: Json, field: string, files: Reader, pictures: number): AnswerPart {
  const signature =
    json['signature'] === undefined ? {} : { signature: toSignature(json['signature'], field, files) }
  if (json['text'] !== undefined) return { text: text(json['text'], `${field}.text`), ...signature }
  const image = count(json['image'], `${field}.image`)
  if (image >= pictures) throw new Error(`${field}.image is none of the turn's pictures`)
  return { image, ...signature }
}

function toSignature(file: unknown, field: string, files: Reader): Blob {
  const signature = files.text(text(file, `${field}.signature`))
  if (!isBase64(signature)) throw new Error(`${field}.signature is not base64`)
  return new Blob([signature])
}

function record(value: unknown, field: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw new Error(`${field} is not an object`)
}

function list(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Error(`${field} is not a list`)
}

function text(value: unknown, field: string): string {
  if (typeof value === 'string') return value
  throw new Error(`${field} is not a text`)
}

function count(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`${field} is not a count`)
}

function unreadable(cause: unknown): ImageStreamError {
  const what = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause)
  const message = `The file cannot be opened as a session: ${what}.`
  const issues = [{ field: 'file', value: undefined, allowed: [], message }]
  return createError('invalid-input', { cause, message, issues, advice: 'change-image' })
}
