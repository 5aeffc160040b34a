import { MAX_REQUEST_BYTES, MAX_VERTEX_REQUEST_BYTES, readBody } from './body.ts'
import { canvasCodecs } from './codecs.ts'
import { ApiError } from './errors.ts'
import { createFailures } from './failures.ts'
import { generateScript } from './generate.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { errorOf } from './named-errors.ts'
import type { EmulatorOptions, Switches } from './options.ts'
import { play } from './player.ts'
import { PLATFORM, powerProblems, type Powers } from './powers.ts'
import { errorReply, modelReply, modelsReply, preflight, type Manner } from './replies.ts'
import { routeOf, type Route } from './routes.ts'
import { scenarios } from './scenarios.ts'
import type { Script } from './script.ts'
import { layer } from './settings.ts'
import { createStudio, type Studio } from './studio.ts'
import { switchProblems } from './switch-rules.ts'

/**
 * A Gemini-compatible image endpoint: a handler that takes the requests the real one takes and
 * answers as it would. It never touches the network, and stores no keys.
 */
export interface Emulator {
  (request: Request): Promise<Response>
  /** What it was asked so far, and what that would have cost. */
  readonly ledger: Ledger
  /**
   * Settles how the next requests to generate are answered, one each, over everything else; several
   * calls queue up. Takes switches, or names of scenarios.
   * @throws TypeError for an option or a scenario that does not exist.
   * @example emulator.next('overloaded', 'overloaded', 'plain')
   */
  readonly next: (...wishes: readonly (Switches | string)[]) => void
}

/**
 * Makes an emulator. Its handler rejects only where `fetch` would: when the request is aborted, or
 * when a script breaks the connection before any header.
 * @throws TypeError for an option that does not exist or has a wrong value.
 * @example
 * const emulator = createEmulator({ pace: 'instant', pictureSize: 'small' })
 * const response = await emulator(new Request(url, { method: 'POST', body, headers: { 'x-goog-api-key': 'test' } }))
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return createEmulatorWith(PLATFORM, options)
}

/** The same, for a host that can do more than the platform. */
export function createEmulatorWith(powers: Powers, options: EmulatorOptions): Emulator {
  const { keys, codecs = canvasCodecs(), scenario, ...own } = options
  const studio = createStudio(codecs)
  const check = (wish: Switches): Switches => checked(wish, studio, powers)
  const switches = check(layer(scenarioSwitches(scenario), own))
  const failures = createFailures()
  const { ledger, begin } = createLedger()
  const upcoming: Switches[] = []

  async function handle(request: Request): Promise<Response> {
    if (request.method === 'OPTIONS') return preflight(request)
    const url = new URL(request.url)
    const route = routeOf(request.method, url.pathname)
    if (route.to === 'ledger') return ledgerResponse(request.method, ledger)
    // Taken before anything is awaited: requests that come together are answered in their order.
    const once = (route.to === 'generate' && upcoming.shift()) || {}
    const maxBytes = limitOf(route)
    const body = await readBody(request, maxBytes)
    const line = begin(request.method, url.pathname, body.bytes)
    if (route.to !== 'generate') return await play(simpleScript(route, url), line, request)
    const call = { request, url, route, body, maxBytes, switches, once, keys, studio, powers, failures, line }
    return await play(await generateScript(call), line, request)
  }

  return Object.assign(handle, {
    ledger,
    next(...wishes: readonly (Switches | string)[]) {
      upcoming.push(...wishes.map((wish) => check(typeof wish === 'string' ? scenarioSwitches(wish) : wish)))
    },
  })
}

/** @throws TypeError */
function scenarioSwitches(name: string | undefined): Switches {
  if (name === undefined) return {}
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined
  if (scenario !== undefined) return scenario.options
  throw new TypeError(`There is no scenario "${name}". Allowed: ${Object.keys(scenarios).join(', ')}.`)
}

/** @throws TypeError */
function checked(switches: Switches, studio: Studio, powers: Powers): Switches {
  const known = layer(switches)
  const problems = [...switchProblems(known), ...powerProblems(known, powers)]
  if (known.mediaType !== undefined && !studio.canWrite(known.mediaType)) {
    problems.push(
      `Option "mediaType" is ${known.mediaType}, and no codec here can write that: pass "codecs".`,
    )
  }
  if (problems.length > 0) throw new TypeError(problems.join('\n'))
  return known
}

function limitOf(route: Route): number {
  return route.to === 'generate' && route.vertex ? MAX_VERTEX_REQUEST_BYTES : MAX_REQUEST_BYTES
}

const PLAIN: Manner = { flavour: 'google', form: 'json', altSse: false }

function simpleScript(route: Exclude<Route, { to: 'generate' | 'ledger' }>, url: URL): Script {
  switch (route.to) {
    case 'models':
      return modelsReply()
    case 'model': {
      const context = { model: route.model, version: route.version, key: null }
      return modelReply(route.model) ?? errorReply(errorOf('unknown-model', context), PLAIN)
    }
    case 'nowhere':
      return errorReply(
        new ApiError(
          404,
          'NOT_FOUND',
          `The emulator has nothing at ${url.pathname}. It answers POST …/v1beta/models/{model}:streamGenerateContent and :generateContent, GET …/v1beta/models, GET and DELETE …/emulator/ledger.`,
        ),
        PLAIN,
      )
    default:
      return route satisfies never
  }
}

/** So that a test or a page in another process can read the books. */
function ledgerResponse(method: string, ledger: Ledger): Response {
  const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' }
  if (method === 'DELETE') {
    ledger.clear()
    return new Response(null, { status: 204, headers })
  }
  const { requests, paid, aborted, open, entries } = ledger
  return Response.json({ requests, paid, aborted, open, entries }, { headers })
}
