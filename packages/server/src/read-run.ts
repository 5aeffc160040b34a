import {
  createError,
  resolveInput,
  type ImageInput,
  type InputIssue,
  type ResolvedInput,
} from '@image-stream/core'
import {
  idPattern,
  imageField,
  inputField,
  invalidInput,
  issue,
  readReferences,
} from '@image-stream/core/relay'
import { en } from 'zod/locales'
import * as z from 'zod/mini'
import { hashOf } from './body-hash.ts'
import { refusal } from './errors.ts'
import type { Limits } from './limits.ts'
import { policyIssues, type Policy } from './policy.ts'
import { readBody } from './read-body.ts'

/** What was asked for, in its form. */
export interface AskedRun {
  /** The run that is edited, where its picture did not come along. */
  readonly parentId: string | null
  readonly bodyHash: string
  /**
   * Checks all of it, before anything is paid. Apart from reading, as a key that is known is found by what was sent, also
   * when that is not allowed any more.
   * @throws ImageStreamError what is wrong with it.
   */
  readonly check: (policy: Policy) => Promise<ResolvedInput>
}

/** Bytes of the JSON part: room for a prompt and a system instruction of the largest size, every character escaped. */
const maxInputBytes = 512 * 1024

// Strict: a field that is dropped would be paid for and not drawn. Values are checked by `resolveInput`, as the client does.
const wireInput = z.strictObject({
  prompt: z.string(),
  labels: z.array(z.nullable(z.string())),
  aspectRatio: z.optional(z.string()),
  imageSize: z.optional(z.string()),
  modalities: z.optional(z.array(z.string())),
  model: z.optional(z.string()),
  thinking: z.optional(
    z.strictObject({ level: z.optional(z.string()), includeThoughts: z.optional(z.boolean()) }),
  ),
  seed: z.optional(z.number()),
  temperature: z.optional(z.number()),
  system: z.optional(z.string()),
  metadata: z.optional(z.record(z.string(), z.unknown())),
  from: z.optional(z.string().check(z.regex(idPattern, 'expected the id of a run'))),
})

/** The small zod has no words of its own. */
const { localeError: error } = en()

/**
 * Reads what a browser asks for.
 * @throws ImageStreamError what is wrong with its form; the signal's reason when it aborts.
 */
export async function readRun(request: Request, limits: Limits, signal: AbortSignal): Promise<AskedRun> {
  const form = await readForm(request, limits, signal)
  const part = await readInputPart(form)
  const pictures = readPictures(form)
  const bodyHash = await hashOf(part, pictures).catch((cause: unknown) => {
    // The stack of whoever writes JSON ends before that of whoever reads it.
    if (cause instanceof RangeError)
      throw invalidInput([issue('metadata', 'what is nested so deep', ['plain JSON'])])
    throw cause
  })
  const check: AskedRun['check'] = (policy) => checkRun(part, pictures, policy, limits)
  return { parentId: part.from ?? null, bodyHash, check }
}

async function checkRun(
  { labels, from: _from, ...asked }: z.infer<typeof wireInput>,
  pictures: readonly File[],
  policy: Policy,
  limits: Limits,
): Promise<ResolvedInput> {
  const issues = [
    ...textIssues({ prompt: asked.prompt, system: asked.system, labels }, limits.maxPromptLength),
    ...pictureIssues(pictures.length, labels.length, limits.maxImages),
  ]
  if (issues.length > 0) throw invalidInput(issues)
  const images = pictures.map((image, index) => {
    const label = labels[index]
    return typeof label === 'string' ? { image, label } : { image }
  })
  // The schema has seen to the kinds of values; which ones there are is what resolveInput checks.
  const input = resolveInput({ ...asked, images } as ImageInput)
  const refused = policyIssues(input, policy)
  if (refused.length > 0) throw invalidInput(refused)
  await readReferences(input.images)
  return input
}

async function readForm(request: Request, limits: Limits, signal: AbortSignal): Promise<FormData> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(contentType))
    throw refusal(415, 'A run is asked for as multipart/form-data.')
  const bytes = await readBody(request, limits, signal)
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  } catch (cause) {
    throw createError('relay', { cause, httpStatus: 400, message: 'The form of the request is not whole.' })
  }
}

async function readInputPart(form: FormData): Promise<z.infer<typeof wireInput>> {
  const unknown = [...form.keys()].find((name) => name !== inputField && name !== imageField)
  const [part, ...more] = form.getAll(inputField)
  if (unknown !== undefined || part === undefined || more.length > 0)
    throw refusal(
      400,
      `The form has one field "${inputField}" and any number of "${imageField}", and no others.`,
    )
  if ((typeof part === 'string' ? part.length : part.size) > maxInputBytes)
    throw createError('too-large', {
      phase: 'relay',
      advice: 'edit-prompt',
      message: `The request without its pictures takes more than ${maxInputBytes / 1024} KB. Use shorter texts.`,
    })
  const text = typeof part === 'string' ? part : await part.text()
  const result = wireInput.safeParse(parseJson(text), { error })
  if (result.success) return result.data
  throw invalidInput(result.error.issues.map(toIssue))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // The schema says that it is no object.
  }
}

/** Says where, and never what: values are the visitor's own words. */
function toIssue(found: z.core.$ZodIssue): InputIssue {
  const field = found.path.map(String).join('.') || 'input'
  const isOdd = found.code === 'unrecognized_keys' && !found.keys.every((name) => fieldName.test(name))
  const what = isOdd ? 'Unrecognized key' : found.message
  return { field, value: undefined, allowed: [], message: `${field}: ${what}.` }
}

/** What a newer version may send. Anything else is a visitor's text. */
const fieldName = /^[a-zA-Z]{1,32}$/

function readPictures(form: FormData): readonly File[] {
  const pictures = form.getAll(imageField)
  if (pictures.every((picture) => typeof picture !== 'string')) return pictures as readonly File[]
  throw refusal(400, `A field "${imageField}" is no file.`)
}

function textIssues(
  {
    prompt,
    system,
    labels,
  }: { prompt: string; system: string | undefined; labels: readonly (string | null)[] },
  maxLength: number,
): InputIssue[] {
  const texts: readonly (readonly [string, string])[] = [
    ['prompt', prompt],
    ['system', system ?? ''],
    ...labels.map((label, index) => [`images[${index}].label`, label ?? ''] as const),
  ]
  return texts
    .filter(([, text]) => text.length > maxLength)
    .map(([field, text]) =>
      issue(field, `a text of ${text.length} characters`, [`at most ${maxLength} characters`]),
    )
}

function pictureIssues(pictures: number, labels: number, maxImages: number): InputIssue[] {
  if (pictures > maxImages)
    return [issue('images', `${pictures} pictures`, [`at most ${maxImages} pictures`])]
  if (pictures !== labels)
    return [
      issue('labels', `${labels} labels`, [`one for each of the ${pictures} pictures, or null in its place`]),
    ]
  return []
}
