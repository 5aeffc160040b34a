import { setMaxListeners } from 'node:events'
import { createImageStream, type Concurrency, type ImageStream, type RunResult } from '@image-stream/core'
import type { Random } from '../random.ts'
import type { Asks, Intent } from './asks.ts'
import type { Servers } from './servers.ts'
import { ownerHeader } from './servers.ts'
import { createStorage, type Browser, type SimulatedGlobals } from './simulated-globals.ts'
import { createSimulatedProcess, type SimulatedProcess } from './simulated-process.ts'
import { watchAnswer } from './watch-answer.ts'

/** A tab, and the page that is in it. */
export interface Page {
  readonly name: string
  readonly owner: string
  readonly process: SimulatedProcess
  readonly browser: Browser
  readonly stream: ImageStream
  readonly concurrency: Concurrency
  /** Its user waits for the line to come back, and does nothing until then. */
  isUserWaiting: boolean
  /** Keys of its intents, as far as they were sent. */
  readonly keys: ReadonlyMap<string, SentKey>
  /** Asks for what nobody has asked for yet: `clicks` times in one tick. */
  ask(kind: 'generate' | 'edit', clicks: number): Intent
  retry(): void
  stop(): void
  reset(): void
  /** No view shows it any more, and then one does again. */
  unmount(): void
  mount(): void
  tell(type: string): void
}

/** What a page has seen of one of its intents. */
export interface SentKey {
  /** A last event, or a refusal, has reached the page; or its user has stopped it. */
  isKnown: boolean
  /** The relay has said that the run can be come back to. */
  isKept: boolean
}

export interface PageSetting {
  readonly random: Random
  readonly globals: SimulatedGlobals
  readonly servers: Servers
  readonly asks: Asks
}

export const api = 'http://relay.test/api/images'
const id = 'editor'

/** `storage` is that of its tab, where an earlier page of it, or the tab that it is a copy of, has left something. */
export function openPage(
  { random, globals, servers, asks }: PageSetting,
  { name, owner }: Pick<Page, 'name' | 'owner'>,
  storage: Storage = createStorage(),
): Page {
  const process = createSimulatedProcess(name)
  const browser: Browser = { storage, events: new EventTarget(), isHidden: false, isOnline: true }
  // Each of its connections listens, and a user may ask for many things at once.
  setMaxListeners(100, browser.events)
  globals.add(process, browser)
  const keys = new Map<string, SentKey>()
  const concurrency = random.pick(['replace', 'replace', 'replace', 'queue', 'ignore'] as const)
  const onUnmount = random.pick(['disconnect', 'stop'] as const)
  /** Of the run that is shown, as soon as it was sent. */
  let key: string | null = null
  let input: unknown = null
  let release: (() => void) | null = null
  /** What an earlier page has left, until it has come to its end. */
  let taken: Intent | null = null

  async function send(request: Request): Promise<Response> {
    if (!browser.isOnline) throw new TypeError('Failed to fetch')
    request.headers.set(ownerHeader, owner)
    const named = request.headers.get('idempotency-key')
    const isRun = named !== null && request.method !== 'DELETE'
    if (isRun) key = named
    const sent = named === null ? null : (keys.get(named) ?? { isKnown: false, isKept: false })
    if (named !== null && sent) keys.set(named, sent)
    const response = await servers.fetch(request)
    return isRun && sent ? watchAnswer(response, sent) : response
  }

  const stream = process.run(() =>
    createImageStream({
      api,
      id,
      fetch: send,
      concurrency,
      onUnmount,
      onEvent(event) {
        if (event.type === 'stopped') asks.hearStop(key, event.billed)
      },
      onFinish(result) {
        if (taken) asks.hear(taken, result, key)
        taken = null
      },
    }),
  )
  process.run(() =>
    stream.subscribe((snapshot) => {
      if (snapshot.input === input) return
      input = snapshot.input
      key = null
    }),
  )

  function promise(intent: Intent, result: Promise<RunResult>): void {
    intent.waiting.push(page)
    void result.then((ended) => {
      intent.waiting.splice(intent.waiting.indexOf(page), 1)
      asks.hear(intent, ended, key)
    })
  }

  /** Whatever becomes of the run that is shown: nobody waits for it here. */
  function giveUp(): void {
    for (const each of [key, leftOf(storage)?.intentId]) if (each) asks.givenUp.add(each)
  }

  function mount(): void {
    if (release) return
    const left = leftOf(storage)
    process.run(() => (release = stream.retain()))
    taken = left !== null && stream.getSnapshot().busy ? asks.find(left.input.prompt) : taken
  }

  const page: Page = {
    name,
    owner,
    process,
    browser,
    stream,
    concurrency,
    isUserWaiting: false,
    keys,
    ask(kind, clicks) {
      const { busy: wasBusy } = stream.getSnapshot()
      const intent = asks.open(owner, page)
      // The last view has just gone, and lets go of what it finds a task later: also of what is asked meanwhile.
      intent.isAbandoned = release === null
      if (wasBusy && concurrency === 'replace') {
        asks.abandon(promptNow())
        giveUp()
      }
      process.run(() => {
        for (let click = 0; click < clicks; click += 1) promise(intent, stream[kind](intent.prompt))
      })
      // What waits is an intent of its own each time; what is ignored is none.
      intent.allowed = concurrency === 'queue' ? clicks : wasBusy && concurrency === 'ignore' ? 0 : 1
      return intent
    },
    retry() {
      const intent = asks.find(promptNow())
      const { busy: wasBusy } = stream.getSnapshot()
      if (!intent) return
      const isSame = wasBusy ? concurrency !== 'queue' : key !== null && !mayAskAnew(intent, keys.get(key))
      if (!isSame) intent.allowed += 1
      if (!wasBusy) intent.isAbandoned = false
      if (!isSame && !wasBusy) key = null
      process.run(() => promise(intent, stream.retry()))
    },
    stop() {
      asks.abandon(promptNow())
      giveUp()
      const sent = keys.get(key ?? '')
      if (sent && stream.getSnapshot().busy) sent.isKnown = true
      asks.abandonOf(page)
      process.run(() => stream.stop())
    },
    reset() {
      giveUp()
      asks.abandon(promptNow())
      asks.abandonOf(page)
      process.run(() => stream.reset())
    },
    unmount() {
      giveUp()
      asks.abandon(promptNow())
      asks.abandonOf(page)
      process.run(() => release?.())
      release = null
    },
    mount,
    tell(type) {
      process.run(() =>
        browser.events.dispatchEvent(Object.assign(new Event(type), { persisted: type.startsWith('page') })),
      )
    },
  }
  function promptNow(): string {
    return stream.getSnapshot().input?.prompt ?? ''
  }
  mount()
  return page
}

/** Whoever asks again pays again only when nothing is left to be found. */
function mayAskAnew({ outcomes }: Intent, sent: SentKey | undefined): boolean {
  const result = outcomes.at(-1)?.result
  if (!sent || sent.isKnown || result?.status !== 'error') return true
  return !isOpenEnd.has(result.error.code)
}

/** After these nobody knows how a run has ended: it may be found again. */
const isOpenEnd: ReadonlySet<string> = new Set(['network', 'truncated'])

/** What the library has written down for the next page of this tab. */
interface Left {
  readonly intentId: string
  readonly input: { readonly prompt: string }
}

function leftOf(storage: Storage): Left | null {
  const left = storage.getItem(`image-stream:${id}`)
  return left === null ? null : (JSON.parse(left) as Left)
}

/** True for a tab that remembers a run although nothing is left to be found of it. */
export function remembersInVain({ browser }: Page, asks: Asks): boolean {
  const left = leftOf(browser.storage)
  if (!left) return false
  const outcomes = asks.find(left.input.prompt)?.outcomes ?? []
  return !outcomes.some(({ result }) => result.status === 'error' && isOpenEnd.has(result.error.code))
}
