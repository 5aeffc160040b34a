/** What a request is about. Matched by the end of its path, so that a relay can be mounted anywhere. */
export type Route =
  | { readonly to: 'runs'; readonly methods: readonly string[] }
  | { readonly to: 'run'; readonly runId: string; readonly methods: readonly string[] }
  | {
      readonly to: 'picture'
      readonly runId: string
      readonly index: number
      readonly token: string
      readonly methods: readonly string[]
    }

const runsPath = /\/runs\/?$/
const runPath = /\/runs\/([\w-]{22})\/?$/
const picturePath = /\/runs\/([\w-]{22})\/images\/(\d{1,3})\/([\w-]{22})$/

export function routeOf(pathname: string): Route | null {
  if (runsPath.test(pathname)) return { to: 'runs', methods: ['GET', 'POST', 'DELETE', 'OPTIONS'] }
  const [, runId] = runPath.exec(pathname) ?? []
  if (runId !== undefined) return { to: 'run', runId, methods: ['GET', 'DELETE', 'OPTIONS'] }
  const [, pictured, index, token] = picturePath.exec(pathname) ?? []
  if (pictured === undefined || token === undefined) return null
  return {
    to: 'picture',
    runId: pictured,
    index: Number(index),
    token,
    methods: ['GET', 'HEAD', 'OPTIONS'],
  }
}
