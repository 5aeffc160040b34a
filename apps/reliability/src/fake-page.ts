/** What the library asks a page for, in a process that has none. Cases that use it run alone. */
export interface FakePage {
  tell(type: 'visibilitychange' | 'pageshow' | 'online'): void
  /** The clock on the wall has gone on meanwhile, as in a sleep. In milliseconds. */
  sleep(ms: number): void
  leave(): void
}

/** `origin`: where the page is from, which counts its connections. */
export function openFakePage(origin: string | null = null): FakePage {
  const events = new EventTarget()
  const { now } = Date
  let sleptMs = 0
  const names = ['document', 'location', 'addEventListener', 'removeEventListener'] as const
  Object.assign(globalThis, {
    document: { visibilityState: 'visible' },
    ...(origin !== null && { location: new URL(origin) }),
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  })
  Date.now = () => now() + sleptMs
  return {
    tell: (type) => void events.dispatchEvent(new Event(type)),
    sleep: (ms) => void (sleptMs += ms),
    leave() {
      Date.now = now
      for (const name of names) Reflect.deleteProperty(globalThis, name)
    },
  }
}
