import { createEmulator, type Emulator, type EmulatorOptions } from '@image-stream/emulator'
import { answerOf } from '../src/answer.ts'
import { gemini } from '../src/gemini/index.ts'
import { createImageStream, type EditInput, type ImageStream } from '../src/image-stream.ts'
import type { ImageSource } from '../src/input.ts'
import type { SavedSession } from '../src/session-file/index.ts'
import type { Turn } from '../src/turns.ts'

/** A stream that speaks to an emulator directly, which takes no signature back that was changed. */
export function directStream(options: EmulatorOptions = {}): {
  readonly stream: ImageStream
  readonly emulator: Emulator
} {
  const emulator = createEmulator({
    pace: 'instant',
    pictureSize: 'small',
    text: 'interleaved',
    images: 2,
    ...options,
  })
  const transport = gemini({ apiKey: 'test', fetch: emulator })
  return { stream: createImageStream({ transport }), emulator }
}

async function drawn(stream: ImageStream, input: EditInput): Promise<Turn> {
  const result = await stream.edit(input)
  const { head } = stream.getSnapshot()
  if (result.status !== 'success' || !head) throw new Error(`Nothing was drawn for “${input.prompt}”.`)
  return head
}

type Bytes = Uint8Array<ArrayBuffer>

/** Pictures of one's own. */
async function drawBytes(
  ...prompts: readonly [string, string, string]
): Promise<readonly [Bytes, Bytes, Bytes]> {
  const [a, b, c] = await Promise.all(
    prompts.map(async (prompt) => {
      const { images } = await drawn(directStream({ images: 1 }).stream, { prompt })
      return images[0]!.bytes()
    }),
  )
  return [a!, b!, c!]
}

/** Twelve turns: drawn ones and an opened picture, in branches, with references. The head is in the middle. */
export async function drawSession(options?: EmulatorOptions): Promise<ImageStream> {
  const { stream } = directStream(options)
  const [logo, bytes, mine] = await drawBytes('A logo', 'A pattern', 'A hen')
  const logoFile = new File([logo], 'logo.png')
  const fox = await drawn(stream, {
    prompt: 'A fox in a paper boat',
    thinking: 'high',
    metadata: { project: 7 },
  })
  const night = await drawn(stream, { prompt: 'Make it night – 夜', seed: 3 })
  await drawn(stream, { prompt: 'Add the logo', images: [{ image: logoFile, label: 'the logo' }, bytes] })
  await drawn(stream, { prompt: 'And once more', images: [logoFile] })
  await drawn(stream, { prompt: 'In summer', from: fox, temperature: 1.5 })
  await drawn(stream, { prompt: 'In winter', from: fox })
  await stream.open(new Blob([mine]))
  await drawn(stream, { prompt: 'Remove the background' })
  await drawn(stream, { prompt: 'Like that fox', images: [{ image: fox.images[0]!, label: 'fox' }] })
  await stream.generate({ prompt: 'An owl', aspectRatio: '16:9' })
  await drawn(stream, { prompt: 'Fly!' })
  await drawn(stream, { prompt: 'Stars', from: night })
  stream.select(night)
  return stream
}

/** All that is in a session, bytes and signatures as text, to be compared. */
export async function contentsOf({ turns, head }: SavedSession): Promise<object> {
  return {
    head: head?.id ?? null,
    isOfTurns: head === null || turns.includes(head),
    turns: await Promise.all(turns.map(contentsOfTurn)),
  }
}

async function contentsOfTurn(turn: Turn): Promise<object> {
  const { images, input, ...rest } = turn
  const pictures = images.map(async (image) => ({ ...image.toJSON(), content: await contentOf(image) }))
  const references = input?.images.map(async ({ image, ...label }) => ({
    ...label,
    content: await contentOf(image),
  }))
  const answer = answerOf(turn)?.map(async (part) => ({
    ...part,
    signature: (await part.signature?.text()) ?? null,
  }))
  return {
    ...JSON.parse(JSON.stringify(rest)),
    images: await Promise.all(pictures),
    input: input && { ...input, images: await Promise.all(references ?? []) },
    answer: answer ? await Promise.all(answer) : null,
  }
}

async function contentOf(image: ImageSource): Promise<string> {
  const blob =
    image instanceof Uint8Array || image instanceof ArrayBuffer ? new Blob([new Uint8Array(image)]) : image
  const bytes = blob instanceof Blob ? new Uint8Array(await blob.arrayBuffer()) : await blob.bytes()
  return Buffer.from(bytes).toString('base64')
}
