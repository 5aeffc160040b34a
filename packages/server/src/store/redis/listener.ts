import { toList, toText, type Connection } from './connection.ts'

/** The process's one blocking connection: it waits for every run that is read here, and for what this process is told. */
export interface Listener {
  /** Waits for a run's entries; must be closed. */
  follow(runId: string): Bell
  /** Something is made here that can be cancelled from elsewhere, until the function that it gives is called. */
  hear(): () => void
  close(): void
}

export interface Bell {
  /** Call it before looking: what rings from here on ends the next `wait`. */
  attend(): void
  /** Resolves when it has rung, when the time is over, or when the signal aborts. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>
  close(): void
}

export interface ListenerOptions {
  /** It alone blocks on this one. */
  readonly blocking: Connection
  /** For short commands. */
  readonly connection: Connection
  readonly base: string
  readonly processId: string
  readonly onCancel: (runId: string) => void
}

/** How long Redis holds an answer back when nothing comes, in milliseconds. */
const blockMs = 5_000
/** Beyond that the connection is taken for dead. */
const graceMs = 3_000
const retryMs = 250

interface Followed {
  /** Where its bell was heard last. */
  id: string
  readers: number
  readonly waiting: Set<() => void>
}

export function createListener(options: ListenerOptions): Listener {
  const { blocking, connection, base, processId, onCancel } = options
  const inbox = `${base}inbox:${processId}`
  const followed = new Map<string, Followed>()
  let inboxId = '0-0'
  let hearers = 0
  let isRunning = false
  let isNudged = false
  let isClosed = false

  /** One answer of Redis: which bells rang, and what this process is told. */
  async function listen(): Promise<void> {
    const streams = new Map([[inbox, inboxId]])
    for (const [runId, { id }] of followed) streams.set(`${base}bell:${runId}`, id)
    isNudged = false
    const reply = await blocking.command(
      ['XREAD', 'BLOCK', blockMs, 'STREAMS', ...streams.keys(), ...streams.values()],
      blockMs + graceMs,
    )
    for (const each of toList(reply)) {
      const [name, entries] = toList(each)
      if (toText(name) === inbox) for (const entry of toList(entries)) readInbox(...readEntry(entry))
      else ringBell(toText(name).slice(`${base}bell:`.length), readEntry(toList(entries).at(-1) ?? null)[0])
    }
  }

  function readEntry(entry: Parameters<typeof toList>[0]): [id: string, words: readonly string[]] {
    const [id, words] = toList(entry)
    return [toText(id), toList(words).map(toText)]
  }

  function readInbox(id: string, [kind, runId = '']: readonly string[]): void {
    inboxId = id
    if (kind === 'cancel') onCancel(runId)
  }

  function ringBell(runId: string, id: string): void {
    const run = followed.get(runId)
    if (!run) return
    run.id = id
    for (const wake of run.waiting) wake()
  }

  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    while (!isClosed && (hearers > 0 || followed.size > 0)) {
      try {
        await listen()
      } catch {
        // Readers and leases have commands of their own, which tell whoever waits; here it only tries again.
        blocking.reset()
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
    isRunning = false
  }

  /** Makes the blocked connection answer, so that it waits for more. A nudge stays in the inbox, so none comes too early. */
  function nudge(): void {
    if (!isRunning) return void run()
    if (isNudged) return
    isNudged = true
    connection
      .command(['XADD', inbox, 'MAXLEN', '~', 1000, '*', 'nudge', ''])
      .then(() => connection.command(['PEXPIRE', inbox, 24 * 60 * 60_000]))
      .catch(() => (isNudged = false))
  }

  function open(runId: string): Followed {
    const run: Followed = { id: '0-1', readers: 0, waiting: new Set() }
    followed.set(runId, run)
    nudge()
    return run
  }

  return {
    follow(runId) {
      const run = followed.get(runId) ?? open(runId)
      let attended = run.id
      run.readers += 1
      return {
        attend: () => void (attended = run.id),
        async wait(timeoutMs, signal) {
          if (run.id !== attended || signal.aborted) return
          const { promise, resolve } = Promise.withResolvers<void>()
          const wake = (): void => resolve()
          const timer = setTimeout(wake, timeoutMs)
          run.waiting.add(wake)
          signal.addEventListener('abort', wake)
          await promise
          clearTimeout(timer)
          run.waiting.delete(wake)
          signal.removeEventListener('abort', wake)
        },
        close() {
          run.readers -= 1
          if (run.readers === 0) followed.delete(runId)
        },
      }
    },
    hear() {
      hearers += 1
      nudge()
      return () => (hearers -= 1)
    },
    close() {
      isClosed = true
      for (const { waiting } of followed.values()) for (const wake of waiting) wake()
    },
  }
}
