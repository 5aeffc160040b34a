/** The routes of frameworks, in the shape in which USAGE shows them. What compiles here is what is tested. */
import type { IncomingMessage } from 'node:http'
import { allowAnyone, createImageRelay, createMemoryStore, type ImageRelay } from './index.ts'
import { toNodeListener } from './node.ts'

// Next: the second argument is a promise of route parameters; `GET`, `POST` and `DELETE` are checked one by one.
type NextContext = { params: Promise<{ run: string[] }> }
interface NextRequest extends Request {
  readonly nextUrl: URL
}
type NextRoute = (request: NextRequest, context: NextContext) => Promise<Response | void> | Response | void
interface NextModule {
  readonly GET: NextRoute
  readonly POST: NextRoute
  readonly DELETE: NextRoute
  readonly OPTIONS: NextRoute
}
declare function cookies(): Promise<{ get(name: string): { value: string } | undefined }>
declare function readSession(cookie: string | undefined): Promise<{ userId: string; plan: string } | null>

export const { GET, POST, DELETE, OPTIONS } = createImageRelay({
  async authorize() {
    const session = await readSession((await cookies()).get('session')?.value)
    if (!session) return null
    return { owner: session.userId, limits: { maxLiveRuns: session.plan === 'pro' ? 4 : 1 } }
  },
}) satisfies NextModule

// SvelteKit: the session is not in the Request.
type Locals = { user: { id: string } | null }
const kit = createImageRelay<Locals>({ authorize: (_request, locals) => locals.user?.id ?? null })
const handle = (event: { request: Request; locals: Locals }): Promise<Response> =>
  kit(event.request, event.locals)
export { handle as sveltekit }

// Hono, in as much of its types as is used.
type Env = { Bindings: { GEMINI_API_KEY: string }; Variables: { userId: string | null } }
declare class Hono<E extends Env> {
  all(
    path: string,
    handler: (c: {
      readonly req: { readonly raw: Request }
      readonly env: E['Bindings']
      get<Name extends keyof E['Variables']>(name: Name): E['Variables'][Name]
    }) => Response | Promise<Response>,
  ): this
}
const hono = createImageRelay<{ key: string; userId: string | null }>({
  apiKey: ({ key }) => key,
  authorize: (_request, { userId }) => userId,
})
export const app = new Hono<Env>().all('/api/images/*', (c) =>
  hono(c.req.raw, { key: c.env.GEMINI_API_KEY, userId: c.get('userId') }),
)

// Nuxt.
interface H3Event {
  readonly context: object
}
declare function runtimeConfigOf(event: H3Event): { geminiApiKey: string }
declare function getUserSession(event: H3Event): Promise<{ user?: { id: string } }>
export const nuxt: ImageRelay<H3Event> = createImageRelay<H3Event>({
  apiKey: (event) => runtimeConfigOf(event).geminiApiKey,
  authorize: async (_request, event) => (await getUserSession(event)).user?.id ?? null,
})

// Node and Express: what the framework knows is on the incoming request.
type WithSession = IncomingMessage & { session?: { userId: string } }
const express = createImageRelay<WithSession>({
  authorize: (_request, { session }) => session?.userId ?? null,
})
export const listeners = [
  toNodeListener(express),
  toNodeListener(createImageRelay({ authorize: allowAnyone })),
  toNodeListener((request) => kit(request, { user: null })),
]

// In one process with a client: a handler is a fetch.
export const asFetch: (request: Request) => Promise<Response> = createImageRelay()

// Runs that are kept, billed and counted.
export const billed: ImageRelay<{ ctx: { waitUntil(work: Promise<unknown>): void } }> = createImageRelay<{
  ctx: { waitUntil(work: Promise<unknown>): void }
}>({
  authorize: allowAnyone,
  store: createMemoryStore(),
  onDisconnect: { graceMs: 30_000 },
  delivery: 'inline',
  imageSizes: ['1K', '4K'],
  aspectRatios: ['16:9'],
  thinkingLevels: ['minimal'],
  waitUntil: (work, { ctx }) => ctx.waitUntil(work),
  onRunStart: ({ estimate }) => (estimate.usd > 1 ? new Response(null, { status: 402 }) : undefined),
  async onRunEnd({ status, images, cost }) {
    if (status !== 'success' || cost.usd === 0) return
    return { urls: images.map(({ sha256, extension }) => `https://cdn.example/${sha256}.${extension}`) }
  },
  onEvent(event) {
    if (event.type === 'end') void (event.durationMs + event.usd)
  },
})

// These must not compile.
export function traps(request: Request): void {
  // @ts-expect-error a relay that wants to know more cannot be called without it
  void kit(request)
  // @ts-expect-error nor with something else
  void kit(request, { id: 'ann' })
  // @ts-expect-error nobody is null: undefined may be a mistake
  createImageRelay({ authorize: () => undefined })
  // @ts-expect-error a model of the table
  createImageRelay({ models: ['gemini-9'] })
  // @ts-expect-error a word of its own for what happens when nobody reads
  createImageRelay({ onDisconnect: 'stop' })
  // @ts-expect-error a size of the table
  createImageRelay({ imageSizes: ['8K'] })
  // @ts-expect-error addresses are texts
  createImageRelay({ onRunEnd: () => ({ urls: [1] }) })
  // @ts-expect-error a hook sees no prompt in an event
  createImageRelay({ onEvent: (event) => event.prompt })
  // @ts-expect-error the whole relay's caps are not an owner's to have
  createImageRelay({ authorize: () => ({ owner: 'ann', limits: { maxLiveRunsTotal: 1 } }) })
}
