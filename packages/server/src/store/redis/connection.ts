import { createClient, RESP_TYPES, type RedisClientOptions } from 'redis'
import { StoreError } from '../run-store.ts'
import { scripts, type ScriptName } from './scripts.ts'

/** A word of a command: text, a number in decimals, or bytes. */
export type Argument = string | number | Uint8Array<ArrayBuffer>

/** What Redis answers, texts as bytes. */
export type Reply = Buffer | number | null | readonly Reply[]

/** One connection, opened at its first command and opened again whenever it breaks. */
export interface Connection {
  /** @throws StoreError when Redis refuses, or says nothing in time. */
  command(args: readonly Argument[], timeoutMs?: number): Promise<Reply>
  /** Runs a script of ours on all keys of the store. */
  script(name: ScriptName, args: readonly Argument[], timeoutMs?: number): Promise<Reply>
  /** Where it seems stuck: what is under way fails, and the next command opens a new one. */
  reset(): void
  close(): void
}

export interface ConnectionOptions {
  /** Asked for when it connects. */
  readonly client: () => RedisClientOptions
  /** What every key begins with. */
  readonly base: string
  readonly commandTimeoutMs: number
}

const firstReconnectMs = 50
const maxReconnectMs = 1_000
const graceMs = 50

export function createConnection({
  client: optionsOf,
  base,
  commandTimeoutMs,
}: ConnectionOptions): Connection {
  let client: ReturnType<typeof open> | null = null
  let isClosed = false
  let lastError: unknown = null

  function open() {
    const given = addressOf(optionsOf())
    const opened = createClient({
      ...given,
      // The older protocol: lists come as lists, whatever the server. Its client refuses these notices there.
      RESP: 2,
      maintNotifications: 'disabled',
      // Commands wait for a broken connection, each for its own time.
      disableOfflineQueue: false,
      socket: {
        connectTimeout: 5_000,
        ...given.socket,
        reconnectStrategy: (retries: number) =>
          Math.min(firstReconnectMs * 2 ** retries, maxReconnectMs) * (0.5 + Math.random() / 2),
      } as RedisClientOptions['socket'] & object,
    })
    opened.on('error', (error: unknown) => (lastError = error))
    opened.on('ready', () => (lastError = null))
    // One that was destroyed while it connected would stay open.
    opened.on('connect', () => {
      if (client !== opened) opened.destroy()
    })
    // Whoever waits for an answer hears of it.
    opened.connect().catch((error: unknown) => (lastError = error))
    return opened
  }

  /** @throws StoreError for an address that is none. What the client says of it would show its password in logs. */
  function openOrExplain(): ReturnType<typeof open> {
    try {
      return open()
    } catch (cause) {
      if (cause instanceof StoreError) throw cause
      throw new StoreError(
        'The address of Redis cannot be read. Characters such as # / ? @ in its password have to be percent-encoded.',
      )
    }
  }

  async function send(args: readonly Argument[], timeoutMs = commandTimeoutMs): Promise<Reply> {
    if (isClosed) throw new StoreError('The store is closed.')
    client ??= openOrExplain()
    const giveUp = new AbortController()
    const reply = client.sendCommand<Reply>(args.map(toWire), {
      typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer },
      abortSignal: giveUp.signal,
    })
    // It is raced below, and may fail long after that.
    reply.catch(() => {})
    const late = Promise.withResolvers<never>()
    const tellLate = (): void => {
      giveUp.abort()
      late.reject(new Error(`Redis did not answer within ${timeoutMs} ms.`, { cause: lastError }))
    }
    // Where the process itself was held up, the answer may lie there unread: it is read before the second timer.
    let timer = setTimeout(() => (timer = setTimeout(tellLate, graceMs)), timeoutMs)
    try {
      return await Promise.race([reply, late.promise])
    } catch (cause) {
      // It was the primary when we connected; its name leads to another one by now.
      if (cause instanceof Error && cause.message.startsWith('READONLY')) drop()
      throw toStoreError(cause, isClosed)
    } finally {
      clearTimeout(timer)
    }
  }

  function drop(): void {
    client?.destroy()
    client = null
  }

  return {
    command: send,
    async script(name, args, timeoutMs) {
      const { text, sha } = scripts[name]
      const words = [1, base, ...args]
      try {
        return await send(['EVALSHA', await sha, ...words], timeoutMs)
      } catch (error) {
        if (!isRefusal(error, 'NOSCRIPT')) throw error
        return send(['EVAL', text, ...words], timeoutMs)
      }
    },
    reset: drop,
    close() {
      isClosed = true
      drop()
    },
  }
}

/** Where Redis is and who asks; what else a client of the application is set to is its own. */
function addressOf(options: RedisClientOptions): RedisClientOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => addressFields.has(name)))
}

const addressFields: ReadonlySet<string> = new Set([
  'url',
  'socket',
  'username',
  'password',
  'credentialsProvider',
  'database',
  'name',
  'pingInterval',
])

/** True when Redis has answered with this kind of error. */
export function isRefusal(error: unknown, kind: string | RegExp): boolean {
  const cause = error instanceof StoreError ? error.cause : null
  if (!(cause instanceof Error)) return false
  return typeof kind === 'string' ? cause.message.startsWith(kind) : kind.test(cause.message)
}

function toStoreError(cause: unknown, isClosed: boolean): StoreError {
  if (isClosed) return new StoreError('The store was closed.', { cause })
  return new StoreError('Redis could not do what it was asked.', { cause })
}

function toWire(argument: Argument): string | Buffer {
  if (typeof argument === 'string') return argument
  if (typeof argument === 'number') return String(argument)
  return Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength)
}

export function toText(reply: Reply | undefined): string {
  return Buffer.isBuffer(reply) ? reply.toString() : ''
}

export function toList(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? (reply as readonly Reply[]) : []
}

export function toBytes(reply: Reply | undefined): Uint8Array<ArrayBuffer> {
  if (!Buffer.isBuffer(reply)) return new Uint8Array(0)
  // The client reads into plain memory, never into a shared one.
  return new Uint8Array(reply.buffer as ArrayBuffer, reply.byteOffset, reply.byteLength)
}
