import { onTestFinished, vi } from 'vitest'
import { createError, type ImageStreamError } from '../src/errors.ts'
import type { ImageStreamEvent } from '../src/events.ts'
import { createEntryEncoder, entryToFrame, type Delivery, type RunEntry } from '../src/relay/run-entries.ts'
import { idempotencyHeader, lastEventIdHeader, picturePath } from '../src/relay/run-protocol.ts'
import { errorToWire } from '../src/relay/wire-error.ts'
import type { FetchHandler } from '../src/transport.ts'
import { eventStream } from './wire.ts'

/** How one connection goes: so many events of the log, and how it ends. */
export interface Link {
  /** @defaultValue all there are */
  readonly events?: number
  /** `break` resets it, `end` closes it in good order, `hang` leaves it open and silent, `wait` follows the log. @defaultValue `'end'` */
  readonly ends?: 'break' | 'end' | 'hang' | 'wait'
  /** Nobody answers at all. */
  readonly isDown?: boolean
  /** Said in place of the run. */
  readonly refusal?: ImageStreamError
  readonly status?: number
}

/** A relay that keeps one run, whose connections go as the test says. */
export interface ScriptedRelay {
  readonly fetch: FetchHandler
  readonly requests: readonly Request[]
  /** Method and path behind `api`, and the event after which it goes on. */
  readonly calls: readonly string[]
  readonly keys: ReadonlySet<string>
  /** How the next connections go, one after the other; then as the last one. */
  go(...links: readonly Link[]): void
  /** Adds to the log. */
  log(...events: readonly ImageStreamEvent[]): void
}

export const runId = 'r'.repeat(22)
export const byUrl: Delivery = { pathOf: (index) => picturePath(runId, index, 'token') }

export function scriptedRelay(
  events: readonly ImageStreamEvent[] = [],
  delivery: Delivery = 'inline',
): ScriptedRelay {
  const toEntry = createEntryEncoder()
  const entries: RunEntry[] = events.map(toEntry)
  const requests: Request[] = []
  const calls: string[] = []
  const followers = new Set<() => void>()
  let links: readonly Link[] = [{}]

  function body(link: Link, from: number, signal: AbortSignal): ReadableStream<Uint8Array> {
    const { ends = 'end' } = link
    const end = link.events ?? Infinity
    const text = new TextEncoder()
    let position = from
    return new ReadableStream(
      {
        start: (controller) => {
          controller.enqueue(text.encode(': ok\n\n'))
          signal.addEventListener('abort', () => controller.error(signal.reason))
        },
        async pull(controller) {
          while (ends === 'wait' && position >= entries.length)
            await new Promise<void>((resolve) => followers.add(resolve))
          const entry = entries[position]
          if (entry && position < end) {
            position += 1
            return controller.enqueue(text.encode(entryToFrame(entry, position, delivery)))
          }
          if (ends === 'break') return controller.error(new TypeError('terminated'))
          if (ends === 'end') return controller.close()
          await new Promise(() => {})
        },
      },
      { highWaterMark: 0 },
    )
  }

  return {
    requests,
    calls,
    get keys() {
      return new Set(requests.map(({ headers }) => headers.get(idempotencyHeader) ?? ''))
    },
    go: (...next) => void (links = next),
    log(...more) {
      entries.push(...more.map(toEntry))
      for (const wake of followers) wake()
      followers.clear()
    },
    async fetch(request) {
      const after = Number(request.headers.get(lastEventIdHeader) ?? 0)
      const path = new URL(request.url).pathname.replace('/api/images/', '').replace(runId, 'id')
      requests.push(request)
      calls.push(`${request.method} ${path}${after > 0 ? ` after ${after}` : ''}`)
      if (request.method === 'DELETE') return new Response(null, { status: 204 })
      const [link = {}, ...rest] = links
      if (rest.length > 0) links = rest
      if (link.isDown) throw new TypeError('Failed to fetch')
      if (link.refusal)
        return Response.json({ error: errorToWire(link.refusal) }, { status: link.status ?? 400 })
      if (link.status !== undefined) return new Response('<html>Bad gateway</html>', { status: link.status })
      return new Response(body(link, after, request.signal), { headers: eventStream })
    },
  }
}

/** Pauses are random up to a limit: none at all is as likely as any. */
export function withoutPauses(): void {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  onTestFinished(() => void vi.restoreAllMocks())
}

export const gone: ImageStreamError = createError('expired', { message: 'It is gone.' })
