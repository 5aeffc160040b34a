import type { RelayOptions } from './transport.ts'

/** Options that are read for each request. `api` is fixed: a stream speaks to one relay for its whole life. */
export function liveRelayOptions(readOptions: () => RelayOptions): RelayOptions {
  const { api } = readOptions()
  return {
    ...(api !== undefined && { api }),
    headers: () => {
      const { headers } = readOptions()
      return typeof headers === 'function' ? headers() : headers
    },
    get credentials() {
      return readOptions().credentials ?? 'same-origin'
    },
    get timeout() {
      return readOptions().timeout ?? {}
    },
    get fetch() {
      return readOptions().fetch ?? fetchNow
    },
  }
}

/** Read at call time: tests and service workers replace the global one. */
const fetchNow: NonNullable<RelayOptions['fetch']> = (request) => globalThis.fetch(request)
