/** Browsers open six to an origin over HTTP/1.1: one stays free for cancels, and for the page's own requests. */
const maxConnections = 5

interface Places {
  taken: number
  readonly waiting: (() => void)[]
}

const origins = new Map<string, Places>()

/**
 * Waits for a place among the connections to an origin, first come, first served. Returns how to give it back, once or
 * more. Only pages and workers are limited, and not over HTTP/2, where all requests share one connection.
 * @throws the signal's reason.
 */
export function takeConnection(origin: string, signal?: AbortSignal): Promise<() => void> {
  const places = placesOf(origin)
  if (!places || places.taken < maxConnections) return Promise.resolve(countConnection(origin))
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      signal?.removeEventListener('abort', leave)
      resolve(countConnection(origin))
    }
    const leave = (): void => {
      places.waiting.splice(places.waiting.indexOf(enter), 1)
      reject(signal?.reason as Error)
    }
    places.waiting.push(enter)
    signal?.addEventListener('abort', leave, { once: true })
  })
}

/** Counts a connection that cannot be made to wait, such as that of an `<img>`: others wait for it. */
export function countConnection(origin: string): () => void {
  const places = placesOf(origin)
  if (!places) return () => {}
  let isTaken = true
  places.taken += 1
  return () => {
    if (!isTaken) return
    isTaken = false
    places.taken -= 1
    if (places.taken < maxConnections) places.waiting.shift()?.()
  }
}

function placesOf(origin: string): Places | null {
  if (!globalThis.location || isShared(origin)) return null
  const places = origins.get(origin) ?? { taken: 0, waiting: [] }
  origins.set(origin, places)
  return places
}

/** As far as can be known: how this very page was loaded. */
function isShared(origin: string): boolean {
  const [page] = performance.getEntriesByType?.('navigation') ?? []
  const { nextHopProtocol = '' } = (page ?? {}) as Partial<PerformanceNavigationTiming>
  return origin === location.origin && /^h[23]/.test(nextHopProtocol)
}
