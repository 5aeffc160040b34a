/** What a path asks for. Paths are matched by their end, so that the emulator mounts anywhere. */
export type Route =
  | {
      readonly to: 'generate'
      readonly model: string
      readonly streams: boolean
      readonly version: string
      readonly vertex: boolean
    }
  | { readonly to: 'models' }
  | { readonly to: 'model'; readonly model: string; readonly version: string }
  | { readonly to: 'ledger' }
  | { readonly to: 'nowhere' }

const GENERATE =
  /\/(v1(?:beta1?)?)\/(?:projects\/[^/]+\/locations\/[^/]+\/)?(publishers\/google\/)?models\/([^/:]+):(streamGenerateContent|generateContent)$/
const MODEL = /\/(v1(?:beta1?)?)\/(?:publishers\/google\/)?models\/([^/:]+)$/
const MODELS = /\/v1(?:beta1?)?\/(?:publishers\/google\/)?models$/
const LEDGER = /\/emulator\/ledger$/

export function routeOf(method: string, path: string): Route {
  if (LEDGER.test(path) && (method === 'GET' || method === 'DELETE')) return { to: 'ledger' }
  if (method === 'GET' && MODELS.test(path)) return { to: 'models' }
  const one = MODEL.exec(path)
  if (method === 'GET' && one !== null) {
    return { to: 'model', version: one[1] ?? '', model: decodeURIComponent(one[2] ?? '') }
  }
  const generate = GENERATE.exec(path)
  if (method !== 'POST' || generate === null) return { to: 'nowhere' }
  const [, version = '', publisher, model = '', verb] = generate
  return {
    to: 'generate',
    model: decodeURIComponent(model),
    streams: verb === 'streamGenerateContent',
    version,
    vertex: publisher !== undefined,
  }
}
