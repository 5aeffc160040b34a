import { decodeBase64 } from './base64.ts'
import type { ApiError } from './errors.ts'
import { googleEnvelope, openAiEnvelope } from './errors.ts'
import type { BodyForm } from './frames.ts'
import { findModel, models, type Model } from './models.ts'
import type { CannedResponse, ErrorSwitch, RedirectSwitch } from './fault-switches.ts'
import type { Flavour, Switches } from './options.ts'
import type { Route } from './routes.ts'
import { replyScript, textBody, type Script } from './script.ts'
import { bytesSegment, textSegment, type Segment } from './segment.ts'
import { toWireJson, type WireObject } from './wire-json.ts'

export type Headers = Readonly<Record<string, string>>

const JSON_TYPE = 'application/json; charset=UTF-8'

/** What each answer carries; any origin may call, as this only ever listens on loopback. */
const COMMON: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
  'cache-control': 'private',
  server: 'image-stream-emulator',
  vary: 'Origin, X-Origin, Referer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'x-xss-protection': '0',
}

/** How a request wants its answer. */
export interface Manner {
  readonly flavour: Flavour
  readonly form: BodyForm
  /** `alt=sse` was in the query: an error then names the wrong content type, as recorded. */
  readonly altSse: boolean
}

export function mannerOf(url: URL, route: Extract<Route, { to: 'generate' }>, switches: Switches): Manner {
  const flavour = switches.flavour ?? (route.vertex ? 'vertex' : 'google')
  const altSse = url.searchParams.get('alt') === 'sse'
  const asked = altSse || flavour === 'anyfast' ? 'sse' : 'json-array'
  const forms = { 'as-asked': asked, sse: 'sse', 'json-array': 'json-array', 'single-json': 'json' } as const
  const form = route.streams ? forms[switches.format ?? 'as-asked'] : 'json'
  return { flavour, form, altSse }
}

/** Headers of a 200, as recorded. */
export function answerHeaders({ flavour, form }: Manner, elapsedMs: number): Headers {
  return {
    ...COMMON,
    ...(form === 'sse'
      ? { 'content-type': 'text/event-stream', 'content-disposition': 'attachment' }
      : { 'content-type': JSON_TYPE }),
    ...(flavour === 'google' ? { 'x-gemini-service-tier': 'standard' } : {}),
    'server-timing': `gfet4t7; dur=${Math.round(elapsedMs)}`,
  }
}

/** How an error is sent. */
export interface ErrorManner {
  readonly body?: ErrorSwitch['body']
  readonly headers?: Headers
  readonly waitMs?: number
}

export function errorReply(error: ApiError, manner: Manner, how: ErrorManner = {}): Script {
  const { body = 'json', headers = {}, waitMs = 0 } = how
  const [type, segments] = body === 'json' ? errorJson(error, manner) : errorText(error, body)
  return replyScript(error.status, { ...COMMON, 'content-type': type, ...headers }, segments, waitMs)
}

type TypedBody = readonly [type: string, body: readonly Segment[]]

/** Pretty JSON and a line feed whatever the content type says; a list where one was asked. */
function errorJson(error: ApiError, manner: Manner): TypedBody {
  const envelope = envelopeOf(error, manner.flavour)
  const pretty = toWireJson(envelope, 'pretty')
  const body =
    manner.form === 'json-array' && !manner.altSse
      ? [textSegment('['), ...pretty, textSegment('\n]')]
      : [...pretty, textSegment('\n')]
  return [manner.altSse ? 'text/event-stream' : JSON_TYPE, body]
}

/** What stands between a client and the endpoint knows nothing of its envelope. */
function errorText({ status }: ApiError, body: 'html' | 'text' | 'empty'): TypedBody {
  if (body === 'empty') return ['text/plain', []]
  const said = `${status} upstream error`
  return body === 'text'
    ? ['text/plain; charset=utf-8', textBody(`${said}\n`)]
    : [
        'text/html; charset=utf-8',
        textBody(
          `<!doctype html>\n<html><head><title>${said}</title></head><body><h1>${said}</h1><hr>gateway</body></html>\n`,
        ),
      ]
}

export function envelopeOf(error: ApiError, flavour: Flavour): WireObject {
  return flavour === 'anyfast' ? openAiEnvelope(error) : googleEnvelope(error)
}

export function cannedReply({ status, headers = {}, body = '', bodyBase64 }: CannedResponse): Script {
  const bytes = bodyBase64 === undefined ? null : decodeBase64(bodyBase64)
  const segments = bytes === null ? textBody(body) : [bytesSegment(bytes)]
  return replyScript(status, { 'access-control-allow-origin': '*', ...headers }, segments)
}

/** Marks an address that was redirected to: who follows is answered. */
const REDIRECTED = 'emulator-redirected'

/** `null` for a request that has followed one. */
export function redirectReply({ status, to = 'other-host' }: RedirectSwitch, url: URL): Script | null {
  if (url.searchParams.has(REDIRECTED)) return null
  const location = new URL(url)
  location.searchParams.append(REDIRECTED, 'true')
  const addresses = {
    'same-host': location.pathname + location.search,
    'other-host': 'https://elsewhere.example/',
    http: location.href.replace(/^https:/, 'http:'),
  }
  const address = to === 'same-host' || to === 'other-host' || to === 'http' ? addresses[to] : to
  return replyScript(status, { ...COMMON, location: address }, [])
}

function jsonReply(value: WireObject, status = 200): Script {
  return replyScript(status, { ...COMMON, 'content-type': JSON_TYPE }, [
    ...toWireJson(value, 'pretty'),
    textSegment('\n'),
  ])
}

export function modelsReply(): Script {
  return jsonReply({ models: models.map(describeModel) })
}

/** `null`: no such model. */
export function modelReply(id: string): Script | null {
  const model = findModel(id)
  return model === undefined ? null : jsonReply(describeModel(model))
}

function describeModel(model: Model): WireObject {
  return {
    name: `models/${model.id}`,
    version: model.id.split('-')[1] ?? '',
    displayName: model.displayName,
    description: `${model.displayName}, as the image-stream emulator plays it.`,
    inputTokenLimit: model.inputTokenLimit,
    outputTokenLimit: model.outputTokenLimit,
    supportedGenerationMethods: ['generateContent', 'streamGenerateContent'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
    thinking: model.thinkingLevels.length > 0,
  }
}

/** The answer to a preflight. */
export function preflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
      'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '*',
      'access-control-max-age': '600',
    },
  })
}
