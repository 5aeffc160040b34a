import type { FetchHandler } from '@image-stream/core'
import { never, outside, processNow, type SimulatedProcess } from './simulated-process.ts'

/** What happens to one request and its answer on the way. */
export interface Trouble {
  /** Each way. */
  readonly latencyMs: number
  /**
   * `refused`: nobody listens. `unsent`: the connection breaks before the request is there whole. `unanswered`: it breaks
   * before the answer's head is back, when the request has been read.
   */
  readonly request?: 'refused' | 'unsent' | 'unanswered'
  /** It was on its way when whoever asked has left: it arrives all the same. */
  readonly arrivesAnyway?: boolean
  /** The body of the answer, from this byte on. `dark`: nothing comes any more, and nobody is told. */
  readonly answer?: { readonly atByte: number; readonly how: 'reset' | 'end' | 'dark' | 'pause' }
  /** How fast the answer is taken, in bytes per second. @defaultValue at once */
  readonly bytesPerSecond?: number
}

/** A line between two processes, of which either may be gone at any time. */
export interface Network {
  /** Connections that are not closed on both sides. */
  readonly open: number
  /** Breaks all connections that a process has opened. */
  cut(process: SimulatedProcess): void
  /** A `fetch` that leads to another process. */
  connect(to: () => Peer | null, troubleOf: (request: Request) => Trouble): FetchHandler
}

export interface Peer {
  readonly process: SimulatedProcess
  readonly handle: (request: Request) => Promise<Response>
}

/** What the systems of both sides hold of an answer that nobody has read. In bytes. */
const bufferBytes = 64 * 1024
/** After this a system gives up a connection on which nothing arrives. In milliseconds. */
const darkMs = 60_000
/** How long an answer stands still that goes on. In milliseconds. */
const pauseMs = 20_000

export function createNetwork(): Network {
  const links = new Set<Link>()

  async function exchange(request: Request, to: Peer | null, trouble: Trouble): Promise<Response> {
    const from = processNow()
    if (from?.isGone) return never()
    const link = createLink(from, to?.process ?? null)
    link.hold(request)
    links.add(link)
    void link.closed.then(() => links.delete(link))
    const onAbort = (): void => link.leave(request.signal.reason)
    request.signal.addEventListener('abort', onAbort)
    if (request.signal.aborted) onAbort()
    try {
      return await carry(request, to, trouble, link)
    } catch (error) {
      link.break(error)
      throw error
    }
  }

  return {
    get open() {
      return links.size
    },
    cut(process) {
      for (const link of links) if (link.reader === process) link.break(failed('ECONNRESET'))
    },
    connect: (to, troubleOf) => (request) => exchange(request, to(), troubleOf(request)),
  }
}

async function carry(request: Request, to: Peer | null, trouble: Trouble, link: Link): Promise<Response> {
  const sending = pause(trouble.latencyMs)
  if (trouble.arrivesAnyway) await sending
  else await link.or(sending)
  if (!to || to.process.isGone || trouble.request === 'refused') throw failed('ECONNREFUSED')
  const body = request.body ? await request.arrayBuffer() : null
  if (trouble.request === 'unsent') throw failed('ECONNRESET')
  const incoming = new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body,
    signal: link.serverSignal,
  })
  const answering = to.process.run(() => to.handle(incoming), request.headers.get('idempotency-key'))
  link.hold(incoming)
  link.serve()
  answering.then(
    (response) => link.answered(response),
    () => link.answered(null),
  )
  const response = await link.or(answering)
  if (trouble.request === 'unanswered') throw failed('ECONNRESET')
  await link.or(pause(trouble.latencyMs))
  const { status, headers } = response
  if (!response.body) {
    link.finish()
    return new Response(null, { status, headers })
  }
  return new Response(bodyOver(link, response.body, to.process, trouble), { status, headers })
}

/** One connection. */
interface Link {
  readonly reader: SimulatedProcess | null
  readonly serverSignal: AbortSignal
  readonly closed: Promise<void>
  /** Who asked has left by itself. */
  readonly isLeft: boolean
  /** Why it is broken, for who reads. */
  readonly failure: unknown
  /** Waits for something, or for the break. */
  or<T>(promise: Promise<T>): Promise<T>
  /** Held as long as the connection: of a request that nobody holds the signal is dead. */
  hold(request: Request): void
  /** The other side has the request. */
  serve(): void
  answered(response: Response | null): void
  /** Who asked has left. */
  leave(reason: unknown): void
  /** Both sides are told. */
  break(reason: unknown): void
  /** All has been said. */
  finish(): void
  /** The two sides hear nothing of each other any more; each finds out by itself. */
  goDark(): void
  onBreak(callback: () => void): void
}

function createLink(from: SimulatedProcess | null, to: SimulatedProcess | null): Link {
  const server = new AbortController()
  const closing = Promise.withResolvers<void>()
  const listeners = new Set<() => void>()
  const held = new Set<Request>()
  let failure: unknown = null
  let isOver = false
  let isDark = false
  let isServed = true
  let isLeft = false

  function close(): void {
    if (!isOver || !isServed) return
    stopFrom?.()
    stopTo?.()
    held.clear()
    closing.resolve()
  }
  function endServer(): void {
    server.abort(new DOMException('The client has left.', 'AbortError'))
    isServed = true
    close()
  }
  function end(reason: unknown): void {
    if (isOver) return
    isOver = true
    failure = reason
    for (const listener of listeners) listener()
    // Whoever answers hears nothing, until its own system gives up.
    if (isDark && to && !to.isGone) to.run(() => setTimeout(endServer, darkMs))
    else endServer()
    close()
  }
  const stopFrom = from?.onEnd(() => end(failed('ECONNRESET')))
  const stopTo = to?.onEnd(() => {
    isServed = true
    // Who reads hears nothing either.
    if (!isDark) end(failed('ECONNRESET'))
    close()
  })

  return {
    reader: from,
    serverSignal: server.signal,
    closed: closing.promise,
    get failure() {
      return failure
    },
    get isLeft() {
      return isLeft
    },
    or(promise) {
      return new Promise((resolve, reject) => {
        if (isOver) reject(failure)
        listeners.add(() => reject(failure))
        promise.then(resolve, reject)
      })
    },
    hold: (request) => void held.add(request),
    serve: () => void (isServed = false),
    answered(response) {
      if (isOver && !isDark) response?.body?.cancel().catch(() => {})
    },
    leave(reason) {
      isLeft ||= !isOver
      end(reason)
    },
    break: end,
    finish() {
      if (isOver) return
      isOver = true
      isServed = true
      close()
    },
    goDark: () => void (isDark = true),
    onBreak: (callback) => void listeners.add(callback),
  }
}

/** The body of an answer: the server's side reads ahead as far as the buffers go, and the other side takes what it wants. */
function bodyOver(
  link: Link,
  body: ReadableStream<Uint8Array>,
  server: SimulatedProcess,
  { answer, bytesPerSecond }: Trouble,
): ReadableStream<Uint8Array> {
  const source = body.getReader()
  const arrived: Uint8Array[] = []
  let held = 0
  let sent = 0
  let end: 'open' | 'whole' | { readonly error: unknown } = 'open'
  let isPaused = false
  let wake = (): void => {}
  let makeRoom = (): void => {}

  function add(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    arrived.push(bytes)
    held += bytes.length
    wake()
  }
  function close(how: typeof end): void {
    if (end !== 'open') return
    end = how
    wake()
    makeRoom()
  }
  function take(bytes: Uint8Array): void {
    const room = answer ? answer.atByte - sent : Infinity
    sent += bytes.length
    if (!answer || bytes.length <= room || room < 0) return add(bytes)
    add(bytes.slice(0, room))
    if (answer.how === 'pause') {
      isPaused = true
      // On the way, whatever becomes of both sides.
      outside(() =>
        setTimeout(() => {
          isPaused = false
          wake()
        }, pauseMs),
      )
      return add(bytes.slice(room))
    }
    if (answer.how === 'dark') return link.goDark()
    const isEnd = answer.how === 'end'
    close(isEnd ? 'whole' : { error: failed('ECONNRESET') })
    link.break(failed('ECONNRESET'))
  }
  const isDark = (): boolean => answer?.how === 'dark' && sent > answer.atByte

  async function pump(): Promise<void> {
    try {
      for (;;) {
        while (held >= bufferBytes && end === 'open')
          await new Promise<void>((resolve) => (makeRoom = resolve))
        if (end !== 'open') return void source.cancel().catch(() => {})
        const { done, value } = await source.read()
        if (done) break
        if (isDark()) held += value.length
        else take(value)
      }
      if (!isDark()) close('whole')
    } catch (error) {
      close({ error })
      link.break(failed('ECONNRESET'))
    }
  }
  link.onBreak(() => {
    // What was sent in full before is there, whatever happens to the connection.
    if (!isDark() || link.isLeft || link.reader?.isGone) close({ error: link.failure })
    wake()
    if (!isDark()) void source.cancel().catch(() => {})
  })
  link.serverSignal.addEventListener('abort', () => {
    makeRoom()
    void source.cancel().catch(() => {})
  })
  void server.run(pump)

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await link.reader?.awake()
        while ((arrived.length === 0 && end === 'open') || (isPaused && !link.isLeft))
          await new Promise<void>((resolve) => (wake = resolve))
        await link.reader?.awake()
        const next = arrived.shift()
        if (next) {
          if (bytesPerSecond) await pause((next.length / bytesPerSecond) * 1000)
          held -= next.length
          makeRoom()
          return controller.enqueue(next)
        }
        if (typeof end === 'object') return controller.error(end.error)
        link.finish()
        controller.close()
      },
      cancel(reason) {
        close('whole')
        link.leave(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

function pause(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()
}

/** As Node's `fetch` says it. */
function failed(code: 'ECONNREFUSED' | 'ECONNRESET'): TypeError {
  const syscall = code === 'ECONNREFUSED' ? 'connect' : 'read'
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) })
}
