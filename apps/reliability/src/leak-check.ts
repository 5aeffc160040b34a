import { inspect } from 'node:util'

/** Watches for what a run leaves behind. */
export interface LeakCheck {
  /** Ends the watch, and says what was left, one sentence each. */
  end(): Promise<readonly string[]>
}

/** What Node counts as holding the process open, and what of it is ours to close. */
const watched: ReadonlySet<string> = new Set([
  'TCPServerWrap',
  'TCPSocketWrap',
  'TLSWrap',
  'PipeWrap',
  'ProcessWrap',
  'Timeout',
  'Immediate',
  'FSReqCallback',
])

/** Sockets close in their own time; what is still there after this has leaked. In milliseconds. */
const settleMs = 3_000
const pollMs = 10

/** The pristine functions, as faults put other clocks in their place. */
const {
  setTimeout: realSetTimeout,
  setImmediate: realSetImmediate,
  performance: realPerformance,
} = globalThis

/** Sockets, timers, object URLs, unhandled rejections, uncaught errors, warnings: none may be left or go unnoticed. */
export function startLeakCheck(): LeakCheck {
  const before = resources()
  const urls = countObjectUrls()
  const stray: string[] = []
  const onRejection = (reason: unknown): void => void stray.push(`unhandled rejection: ${inspect(reason)}`)
  const onException = (error: unknown): void => void stray.push(`uncaught error: ${inspect(error)}`)
  const onWarning = (warning: Error): void => void stray.push(`warning: ${warning.name}: ${warning.message}`)
  process.on('unhandledRejection', onRejection)
  process.on('uncaughtException', onException)
  process.on('warning', onWarning)

  return {
    async end() {
      // Node tells of unhandled rejections and warnings a turn later.
      await new Promise((resolve) => realSetImmediate(resolve))
      const until = realPerformance.now() + settleMs
      while (leftOver(before).length > 0 && realPerformance.now() < until)
        await new Promise((resolve) => realSetTimeout(resolve, pollMs))
      const live = urls.end()
      process.off('unhandledRejection', onRejection)
      process.off('uncaughtException', onException)
      process.off('warning', onWarning)
      return [
        ...leftOver(before),
        ...(live > 0 ? [`${live} object URLs were not revoked`] : []),
        ...new Set(stray),
      ]
    },
  }
}

function resources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of process.getActiveResourcesInfo())
    if (watched.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function leftOver(before: ReadonlyMap<string, number>): readonly string[] {
  return [...resources()].flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0)
    return more > 0 ? [`${more} more of ${name} than before`] : []
  })
}

/** Puts counting functions in the place of the two that make and revoke object URLs. */
function countObjectUrls(): { end(): number } {
  const createObjectURL = URL.createObjectURL.bind(URL)
  const revokeObjectURL = URL.revokeObjectURL.bind(URL)
  const live = new Set<string>()
  URL.createObjectURL = (blob) => {
    const url = createObjectURL(blob)
    live.add(url)
    return url
  }
  URL.revokeObjectURL = (url) => {
    live.delete(url)
    revokeObjectURL(url)
  }
  return {
    end() {
      Object.assign(URL, { createObjectURL, revokeObjectURL })
      return live.size
    },
  }
}
