import { answer } from './answer.ts'
import { checkKey, readKey } from './auth.ts'
import { checkSize, type RequestBody } from './body.ts'
import { checkRequest } from './checks.ts'
import { chunksOf, type Identity } from './chunks.ts'
import { ApiError, invalidArgument } from './errors.ts'
import type { Failures } from './failures.ts'
import { framesOf } from './frames.ts'
import type { LedgerLine } from './ledger.ts'
import { findModel, type Model } from './models.ts'
import { errorOf, type ErrorContext } from './named-errors.ts'
import type { Switches } from './options.ts'
import { powerProblems, type Powers } from './powers.ts'
import {
  answerHeaders,
  cannedReply,
  envelopeOf,
  errorReply,
  mannerOf,
  redirectReply,
  type Manner,
} from './replies.ts'
import { readRequest, type GenerateRequest } from './request.ts'
import type { Route } from './routes.ts'
import { retryAfterHeader } from './retry-after.ts'
import { streamScript, type Script } from './script.ts'
import { editScript, type ScriptEdits } from './script-edits.ts'
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
  readonly powers: Powers
  readonly failures: Failures
  readonly line: LedgerLine
}

/** From a request to all that will be answered: checks first, then the drawing. */
export async function generateScript(call: Call): Promise<Script> {
  const { request, url, route, body, studio, powers, line } = call
  const started = performance.now()
  let manner = mannerOf(url, route, call.switches)
  const key = readKey(request)
  const context: ErrorContext = { model: route.model, version: route.version, key }
  try {
    const byHeader = headerWishes(request)
    manner = mannerOf(url, route, layer(call.switches, byHeader.switches, call.once))
    checkSize(body, call.maxBytes)
    checkKey(key, call.keys, manner.flavour, context)
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
    const settings = failing(settle(switches, manner.flavour), prompt, call.failures)
    const model = modelOf(route.model, context)
    checkHost(settings, studio, powers)
    checkRequest(asked, model, settings.signatures, settings.flavour)
    const instead = replyInstead(settings, manner, context, url)
    if (instead !== null) return editScript(instead, editsOf(settings, powers))
    const work = { asked: { ...asked, prompt }, model, settings, manner, context }
    const script = await answerScript(work, studio, started)
    line.pay()
    return editScript(script, editsOf(settings, powers))
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
    headers: answerHeaders(manner, spent + pace.firstByteMs),
    // Drawing is part of the first silence, not on top of it.
    settings: { ...settings, pace: { ...pace, firstByteMs: Math.max(0, pace.firstByteMs - spent) } },
    errorEnvelope:
      error === undefined ? null : envelopeOf(errorOf(error.name, context, error.retryDelay), manner.flavour),
  })
}

/** The settings without their error, when it has come as often as it was asked for. */
function failing(settings: Settings, prompt: string, failures: Failures): Settings {
  const { error, ...rest } = settings
  return error?.times === undefined || failures.fails(prompt, error.times) ? settings : rest
}

function editsOf(settings: Settings, { encoder }: Powers): ScriptEdits {
  const { contentEncoding: name, encodingFault: fault, http } = settings
  return {
    ...settings,
    contentType: settings.contentType,
    encoding: name === 'none' ? null : { name, fault, encoder },
    http: http === 'sound' ? null : http,
  }
}

/** Errors, redirects and canned responses that take the place of a stream. */
function replyInstead(settings: Settings, manner: Manner, context: ErrorContext, url: URL): Script | null {
  const { response, redirect, error, pace } = settings
  if (response !== undefined) return cannedReply(response)
  const redirected = redirect === undefined ? null : redirectReply(redirect, url)
  if (redirected !== null) return redirected
  if (error === undefined || (error.at !== undefined && error.at !== 'response')) return null
  const made = forFlavour(errorOf(error.name, context, error.retryDelay), manner)
  const how = { body: error.body, headers: retryAfterHeader(error.retryAfter), waitMs: pace.firstByteMs }
  return errorReply(made, manner, how)
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

/** What was asked by header or prompt may be more than this host can do. */
function checkHost(settings: Settings, studio: Studio, powers: Powers): void {
  const { mediaType } = settings
  if (mediaType !== null && !studio.canWrite(mediaType)) {
    throw invalidArgument(`The emulator has no codec here that can write ${mediaType}.`)
  }
  const [problem] = powerProblems(settings, powers)
  if (problem !== undefined) throw invalidArgument(problem)
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
