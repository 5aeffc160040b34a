import { answer } from './answer.ts'
import { checkKey, readKey } from './auth.ts'
import { checkSize, type RequestBody } from './body.ts'
import { checkRequest } from './checks.ts'
import { chunksOf, type Identity } from './chunks.ts'
import { encodingName } from './content-encoding.ts'
import { ApiError, errorOf, invalidArgument, type ErrorContext } from './errors.ts'
import { framesOf } from './frames.ts'
import type { LedgerLine } from './ledger.ts'
import { findModel, type Model } from './models.ts'
import type { Switches } from './options.ts'
import {
  answerHeaders,
  cannedReply,
  envelopeOf,
  errorReply,
  mannerOf,
  type Headers,
  type Manner,
} from './replies.ts'
import { readRequest, type GenerateRequest } from './request.ts'
import type { Route } from './routes.ts'
import { streamScript, type Script } from './script.ts'
import { layer, settle, type Settings } from './settings.ts'
import type { Studio } from './studio.ts'
import { headerWishes, promptWishes } from './wishes.ts'

/** One request to generate, and what the emulator knows for it. */
export interface Call {
  readonly request: Request
  readonly url: URL
  readonly route: Extract<Route, { to: 'generate' }>
  readonly body: RequestBody
  readonly maxBytes: number
  readonly switches: Switches
  /** What was asked for this request alone, in process: it wins. */
  readonly once: Switches
  readonly keys: readonly string[] | undefined
  readonly studio: Studio
  readonly line: LedgerLine
}

/** From a request to all that will be answered: checks first, then the drawing. */
export async function generateScript(call: Call): Promise<Script> {
  const { request, url, route, body, studio, line } = call
  const started = performance.now()
  let manner = mannerOf(url, route, call.switches)
  const context: ErrorContext = { model: route.model, version: route.version }
  try {
    const byHeader = headerWishes(request)
    manner = mannerOf(url, route, layer(call.switches, byHeader.switches, call.once))
    checkSize(body, call.maxBytes)
    checkKey(readKey(request), call.keys, manner.flavour, context)
    const asked = readRequest(body.text, manner.flavour)
    const { prompt, ...byPrompt } = promptWishes(asked.prompt)
    line.note({
      model: route.model,
      prompt,
      images: countImages(asked),
      scenario: byHeader.scenario ?? byPrompt.scenario,
    })
    const switches = layer(call.switches, byPrompt.switches, byHeader.switches, call.once)
    manner = mannerOf(url, route, switches)
    const settings = settle(switches, manner.flavour, studio.canWrite('image/jpeg'))
    const model = modelOf(route.model, context)
    checkCodec(settings, studio)
    checkRequest(asked, model, settings.signatures, settings.flavour)
    const instead = replyInstead(settings, manner, context)
    if (instead !== null) return instead
    const work = { asked: { ...asked, prompt }, model, settings, manner, context }
    const script = await answerScript(work, studio, started)
    line.pay()
    return script
  } catch (error) {
    return errorReply(asApiError(error), manner)
  }
}

interface Work {
  readonly asked: GenerateRequest
  readonly model: Model
  readonly settings: Settings
  readonly manner: Manner
  readonly context: ErrorContext
}

async function answerScript(
  { asked, model, settings, manner, context }: Work,
  studio: Studio,
  started: number,
): Promise<Script> {
  const said = await answer(asked, model, settings, studio)
  const { error, pace } = settings
  const spent = performance.now() - started
  return streamScript({
    frames: framesOf(chunksOf(said, settings, identityOf(model)), manner.form, settings),
    form: manner.form,
    headers: {
      ...answerHeaders(manner, spent + pace.firstByteMs),
      ...encodingHeader(settings),
    },
    // Drawing is part of the first silence, not on top of it.
    settings: { ...settings, pace: { ...pace, firstByteMs: Math.max(0, pace.firstByteMs - spent) } },
    errorEnvelope:
      error === undefined ? null : envelopeOf(errorOf(error.name, context, error.retryDelay), manner.flavour),
  })
}

function encodingHeader({ contentEncoding }: Settings): Headers {
  const name = encodingName(contentEncoding)
  return name === null ? {} : { 'content-encoding': name }
}

/** Errors and canned responses that take the place of a stream. */
function replyInstead(settings: Settings, manner: Manner, context: ErrorContext): Script | null {
  const { response, error, pace } = settings
  if (response !== undefined) return cannedReply(response)
  if (error === undefined || (error.at !== undefined && error.at !== 'response')) return null
  const extra: Headers = error.retryAfter === undefined ? {} : { 'retry-after': error.retryAfter }
  const made = errorOf(error.name, context, error.retryDelay)
  return errorReply(forFlavour(made, manner), manner, extra, pace.firstByteMs)
}

/** A gateway says 401 where Google says 400 for a bad key. */
function forFlavour(error: ApiError, { flavour }: Manner): ApiError {
  const badKey = error.details.some((detail) => detail['reason'] === 'API_KEY_INVALID')
  return flavour === 'anyfast' && badKey
    ? new ApiError(401, 'UNAUTHENTICATED', 'Invalid API key provided.')
    : error
}

function modelOf(id: string, context: ErrorContext): Model {
  const model = findModel(id)
  if (model === undefined) throw errorOf('unknown-model', context)
  return model
}

function checkCodec({ mediaType }: Settings, studio: Studio): void {
  if (studio.canWrite(mediaType)) return
  throw invalidArgument(`The emulator has no codec here that can write ${mediaType}.`)
}

function countImages({ turns }: GenerateRequest): number {
  return turns.reduce((sum, { parts }) => sum + parts.filter(({ image }) => image !== null).length, 0)
}

function identityOf(model: Model): Identity {
  const random = crypto.getRandomValues(new Uint8Array(16))
  const responseId = Array.from(random, (byte) => ID_ALPHABET[byte & 63]).join('') + 'PyA4AE'
  const createTime = new Date().toISOString().replace('Z', '000Z')
  return { model: model.id, responseId, createTime }
}

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Whatever else goes wrong in here is a 500 that says what it was: this is a tool for developers. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new ApiError(500, 'INTERNAL', `The emulator failed: ${message}`)
}
