import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import type { Target } from '../fuzz/episode.ts'
import { watchObjectUrls } from '../fuzz/object-urls.ts'
import { act, goOnline, wake } from './actions.ts'
import { isOpen } from './asks.ts'
import { checkMoney, checkNothingLost, comparePictures } from './oracle.ts'
import { remembersInVain } from './page.ts'
import { installSimulatedGlobals } from './simulated-globals.ts'
import { processNow } from './simulated-process.ts'
import { createWorld, owners, type World } from './world.ts'

/** Everything is over by then once nothing goes wrong any more, retries of hooks and lost runs included. In milliseconds. */
const maxEndMs = 15 * 60_000
const stepMs = 10_000
/** What may still be put off when all is closed: retries of a hook, waits of a connection that went dark. */
const lastMs = 240_000

/** Users, pages, relays, a store and the API, and everything that can happen to them. */
export const chaosTarget: Target = {
  name: 'chaos',
  // A form with pictures is read in several turns.
  clock: { ownerNow: processNow, turns: 4 },
  async run(episode) {
    const globals = installSimulatedGlobals(episode.random)
    const urls = watchObjectUrls()
    try {
      const world = createWorld(episode, globals)
      await live(world)
      await comeToAnEnd(world)
      checkMoney(world)
      checkNothingLost(world)
      const { clock } = world
      await clock.until(comparePictures(world), maxEndMs)
      await leave(world)
      assert.equal(urls.live, 0, 'object URLs that were not revoked')
    } finally {
      urls.restore()
      globals.restore()
    }
  },
}

async function live(world: World): Promise<void> {
  const { random, clock } = world
  world.open(owners[0])
  const steps = 4 + random.below(26)
  for (let step = 0; step < steps; step += 1) {
    act(world)
    await clock.advance(random.pick([0, 0, 1, 40, 400, 2_000, 5_000, 20_000]))
  }
}

async function comeToAnEnd(world: World): Promise<void> {
  const { clock, weather, note } = world
  weather.calmDown()
  // What was put off by a clock that was set back is due when that time has come again.
  const behindMs = world.mostAheadMs - world.clockErrorMs
  clock.jump(behindMs)
  world.hasJumpedAhead ||= behindMs > 0
  note(`${Math.round(clock.now)} ms: calm`)
  for (const page of world.pages) {
    wake(page)
    goOnline(page)
    page.mount()
  }
  // Somebody has to come by, as sweeps are made behind requests.
  world.open('visitor')
  const endsAt = clock.now + maxEndMs
  // Once at least: a relay may still have to start.
  for (let isFirst = true; isFirst || unfinished(world) !== null; isFirst = false) {
    assert.ok(
      clock.now < endsAt,
      `${unfinished(world)}, ${maxEndMs / 60_000} minutes after all went well again`,
    )
    await clock.advance(stepMs)
    world.strangers.read({ runId: 'A'.repeat(22) }).catch(world.report)
  }
}

/** What is still under way. */
function unfinished({ pages, asks, api, servers }: World): string | null {
  const busy = pages.find(({ stream }) => stream.getSnapshot().busy)
  if (busy) return `${busy.name} is busy`
  const waiting = pages.find(({ isUserWaiting }) => isUserWaiting)
  if (waiting) return `the user of ${waiting.name} waits for the line`
  const open = asks.all.find(isOpen)
  if (open) return `${open.prompt} is open`
  if (api.emulator.ledger.open > 0) return 'an answer of the API is open'
  for (const [runId, { usd }] of servers.store?.shared.dispatched ?? []) {
    const { prompt } = servers.hooks.started.get(runId)?.start.input ?? {}
    if (usd === null) return `${prompt} is not settled`
    if (!servers.hooks.ended.has(runId)) return `${prompt} is not reported`
  }
  return null
}

/** Everybody goes, and nothing may be left. */
async function leave(world: World): Promise<void> {
  const { clock, pages, servers, network } = world
  for (const page of pages) {
    page.unmount()
    assert.ok(!remembersInVain(page, world.asks), `${page.name} still remembers a run, and all are over`)
  }
  world.strangers.leave()
  await clock.advance(1_000)
  await clock.until(servers.close(), lastMs)
  await clock.advance(lastMs)
  assert.equal(network.open, 0, 'connections')
  for (const { name, browser } of pages)
    for (const type of ['online', 'visibilitychange', 'pageshow', 'pagehide'])
      assert.equal(getEventListeners(browser.events, type).length, 0, `listeners of ${name} for ${type}`)
  assert.deepEqual(clock.pending, [], 'timers')
  if (!servers.store) return
  const { base } = servers.store
  const caps = {
    maxLiveRuns: 1,
    maxLiveRunsTotal: 1,
    maxRunsPerMinute: 1,
    maxRunsPerDay: 99,
    maxUsdPerDay: 99,
  }
  const claim = { owner: 'auditor', bodyHash: '', caps, reserveUsd: 1, facts: '', pictureToken: '' }
  const { kind } = await base.claim({ ...claim, runId: 'A'.repeat(22), key: 'A'.repeat(22) })
  assert.equal(kind, 'new', 'claims that were left behind')
}
