import { createStorage } from './simulated-globals.ts'
import { owners, type World } from './world.ts'
import type { Page } from './page.ts'
import { outside } from './simulated-process.ts'

/** One thing that happens in the world. */
interface Action {
  /** How often it happens, compared with the others. */
  readonly weight: number
  readonly act: (world: World, page: Page) => void
}

const maxPages = 4

const actions: Readonly<Record<string, Action>> = {
  generate: { weight: 8, act: (world, page) => ask(world, page, 'generate') },
  edit: { weight: 4, act: (world, page) => ask(world, page, 'edit') },
  'stop at once': {
    weight: 2,
    act(world, page) {
      ask(world, page, 'generate')
      page.stop()
    },
  },
  stop: { weight: 3, act: (_, page) => page.stop() },
  retry: { weight: 5, act: (_, page) => page.retry() },
  reset: { weight: 1, act: (_, page) => page.reset() },
  undo: { weight: 1, act: (_, { process, stream }) => process.run(() => stream.undo()) },
  reload: { weight: 4, act: reload },
  duplicate: {
    weight: 1,
    act(world, page) {
      if (world.pages.length < maxPages) world.open(page.owner, createStorage(page.browser.storage))
    },
  },
  'another tab': {
    weight: 1,
    act(world) {
      if (world.pages.length < maxPages) world.open(world.random.pick(owners))
    },
  },
  unmount: { weight: 1, act: (_, page) => page.unmount() },
  mount: { weight: 2, act: (_, page) => page.mount() },
  'mount twice': {
    weight: 1,
    act(_, page) {
      page.unmount()
      page.mount()
    },
  },
  sleep: { weight: 2, act: sleep },
  offline: {
    weight: 1,
    act(_, page) {
      page.browser.isOnline = false
      page.tell('offline')
      page.process.run(() => setTimeout(() => goOnline(page), 8_000))
    },
  },
  outage: { weight: 3, act: outage },
  crash: { weight: 2, act: (world) => world.note(`${world.servers.crash()} is gone`) },
  shutdown: {
    weight: 1,
    act: (world) => world.note(`${world.servers.shutDown(world.random.pick([0, 5_000]))} shuts down`),
  },
  store: {
    weight: 2,
    act({ random, weather, note }) {
      const state = random.pick(['well', 'well', 'slow', 'away', 'flapping'] as const)
      weather.setStore(state)
      note(`the store: ${state}`)
    },
  },
  'jump of the clock': {
    weight: 1,
    act(world) {
      const ms = world.random.pick([-3_600_000, -2_000, 2_000, 3_600_000])
      world.clock.jump(ms)
      world.clockErrorMs += ms
      world.mostAheadMs = Math.max(world.mostAheadMs, world.clockErrorMs)
      world.hasJumpedAhead ||= ms > 0
    },
  },
  stranger: {
    weight: 2,
    act({ random, strangers, servers, report }) {
      const runs = [...servers.hooks.started.values()]
      if (runs.length === 0) return
      const { key, start } = random.pick(runs)
      const name = random.pick([{ key }, { runId: start.id }])
      strangers[random.pick(['read', 'cancel'] as const)](name).catch(report)
    },
  },
}

const names = Object.keys(actions).flatMap((name) => Array<string>(actions[name]?.weight ?? 0).fill(name))

/** Does one of them. */
export function act(world: World): void {
  const users = world.pages.filter(({ isUserWaiting }) => !isUserWaiting)
  if (users.length === 0) return
  const page = world.random.pick(users)
  const name = world.random.pick(names)
  world.note(`${Math.round(world.clock.now)} ms, ${page.name}: ${name}`)
  actions[name]?.act(world, page)
}

function ask(world: World, page: Page, kind: 'generate' | 'edit'): void {
  const intent = page.ask(kind, world.random.pick([1, 1, 1, 2, 5]))
  world.note(`  ${kind} ${intent.prompt}`)
}

/** The line breaks while a run goes on. When it is back its user asks for the same, for something else, or for nothing. */
function outage(world: World, page: Page): void {
  const { random, network, note } = world
  ask(world, page, 'generate')
  page.isUserWaiting = true
  const [isSentMs, lastsMs] = [random.pick([50, 1_000, 5_000]), random.pick([10_000, 60_000, 130_000])]
  const next = random.pick(['retry', 'retry', 'generate', 'reset', 'retry and stop'] as const)
  page.process.run(() => {
    setTimeout(() => {
      page.browser.isOnline = false
      page.tell('offline')
      network.cut(page.process)
    }, isSentMs)
    setTimeout(() => {
      goOnline(page)
      page.isUserWaiting = false
      note(`${page.name}, with its line back: ${next}`)
      if (next === 'generate') ask(world, page, 'generate')
      if (next === 'reset') page.reset()
      if (next.startsWith('retry')) page.retry()
      if (next === 'retry and stop') page.stop()
    }, isSentMs + lastsMs)
  })
}

/** The same tab, with another page in it. */
function reload(world: World, page: Page): void {
  close(world, page)
  world.open(page.owner, page.browser.storage)
}

export function close(world: World, page: Page): void {
  world.asks.abandonOf(page)
  page.process.kill()
  world.pages = world.pages.filter((each) => each !== page)
}

/** Its timers stand still, and its connections may be gone when it wakes. */
function sleep({ random }: World, page: Page): void {
  page.browser.isHidden = true
  page.tell(random.pick(['visibilitychange', 'pagehide']))
  page.process.freeze()
  const ms = random.pick([2_000, 30_000, 120_000])
  outside(() => setTimeout(() => wake(page), ms))
}

export function wake(page: Page): void {
  if (page.process.isGone || !page.browser.isHidden) return
  page.browser.isHidden = false
  page.process.thaw()
  page.tell('visibilitychange')
  page.tell('pageshow')
}

export function goOnline(page: Page): void {
  if (page.process.isGone || page.browser.isOnline) return
  page.browser.isOnline = true
  page.tell('online')
}
