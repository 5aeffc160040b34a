import type { Handler } from './relays.ts'

/**
 * Lets the page answer what it asks under /api/ itself: the static build has no server. Whatever it holds stays as it
 * is, and asks with `fetch` as everywhere; all that is needed for the answers is loaded with the first of them.
 */
export function answerInPage(): void {
  const network = globalThis.fetch
  let api: Promise<Handler> | null = null
  globalThis.fetch = async (input, init) => {
    if (!isForApi(input)) return network(input, init)
    api ??= import('./in-page.ts').then(({ createInPageApi }) => createInPageApi())
    return (await api)(new Request(input, init))
  }
}

function isForApi(input: RequestInfo | URL): boolean {
  const { origin, pathname } = new URL(input instanceof Request ? input.url : input, location.href)
  return origin === location.origin && pathname.startsWith('/api/')
}
