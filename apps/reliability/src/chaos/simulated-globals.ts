import { createHash } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import type { Random } from '../random.ts'
import { processNow, type SimulatedProcess } from './simulated-process.ts'

/** What a page has of its browser. */
export interface Browser {
  /** Of its tab: it outlives a reload. */
  readonly storage: Storage
  readonly events: EventTarget
  isHidden: boolean
  isOnline: boolean
}

/** What pages ask the platform for, answered to each as it is for that page; and whatever is random, from the seed. */
export interface SimulatedGlobals {
  /** From here on this process is a page. */
  add(page: SimulatedProcess, browser: Browser): void
  restore(): void
}

export function installSimulatedGlobals(random: Random): SimulatedGlobals {
  const browsers = new WeakMap<SimulatedProcess, Browser>()
  const now = (): Browser | undefined => {
    const process = processNow()
    return process && !process.isGone ? browsers.get(process) : undefined
  }
  const restores: (() => void)[] = []

  function put(target: object, name: string, descriptor: PropertyDescriptor): void {
    const before = Object.getOwnPropertyDescriptor(target, name)
    Object.defineProperty(target, name, { ...descriptor, configurable: true })
    restores.push(() => {
      if (before) Object.defineProperty(target, name, before)
      else Reflect.deleteProperty(target, name)
    })
  }
  const value = (replacement: unknown): PropertyDescriptor => ({ value: replacement, writable: true })

  put(globalThis, 'document', {
    get: () => now() && { visibilityState: now()?.isHidden ? 'hidden' : 'visible' },
  })
  put(globalThis, 'sessionStorage', { get: () => now()?.storage })
  put(globalThis.navigator, 'onLine', { get: () => now()?.isOnline })
  put(globalThis, 'addEventListener', {
    get: () => {
      const events = now()?.events
      return events?.addEventListener.bind(events)
    },
  })
  put(globalThis, 'removeEventListener', {
    get: () => {
      const events = now()?.events
      return events?.removeEventListener.bind(events)
    },
  })
  put(
    Math,
    'random',
    value(() => random.below(2 ** 32) / 2 ** 32),
  )
  put(
    crypto,
    'getRandomValues',
    value((bytes: Uint8Array) => bytes.map((_, at) => (bytes[at] = random.below(256)))),
  )
  // The platform's work in threads of their own, which end in any order.
  put(globalThis, 'CompressionStream', value(inOnePiece(deflateSync)))
  put(globalThis, 'DecompressionStream', value(inOnePiece(inflateSync)))
  put(
    crypto.subtle,
    'digest',
    value(async (_: string, bytes: Uint8Array) => {
      const hash = createHash('sha256').update(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes)
      return new Uint8Array(hash.digest()).buffer
    }),
  )

  return {
    add: (page, browser) => void browsers.set(page, browser),
    restore: () => restores.reverse().forEach((restore) => restore()),
  }
}

/** A transformation of a whole stream, at its end: in zlib's format, which is all that PNG needs. */
function inOnePiece(transform: (bytes: Buffer) => Uint8Array) {
  return class extends TransformStream<Uint8Array, Uint8Array> {
    constructor() {
      const pieces: Uint8Array[] = []
      super({
        transform: (piece) => void pieces.push(piece),
        flush: (controller) => controller.enqueue(transform(Buffer.concat(pieces))),
      })
    }
  }
}

/** What `sessionStorage` does, and a copy of it for a tab that is duplicated. */
export function createStorage(from: Storage | null = null): Storage {
  const items = new Map<string, string>()
  for (let index = 0; index < (from?.length ?? 0); index += 1) {
    const key = from?.key(index) ?? ''
    items.set(key, from?.getItem(key) ?? '')
  }
  return {
    get length() {
      return items.size
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, item) => void items.set(key, item),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}
