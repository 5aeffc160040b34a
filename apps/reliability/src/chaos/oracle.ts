import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { isImageStreamError } from '@image-stream/core'
import type { ApiCall } from './api.ts'
import { isOpen, type Intent } from './asks.ts'
import { owners, type World } from './world.ts'

/** What must be true of money and pictures when everything has come to its end. */
export function checkMoney(world: World): void {
  checkLedger(world)
  checkIntents(world)
  checkToldPrices(world)
  checkCancels(world)
  checkCaps(world)
  if (world.servers.store) checkRuns(world)
}

/** Calls that may have cost something: read by the API, which has not said that it did nothing. */
function paidFor(world: World, key: string): readonly ApiCall[] {
  return world.api.calls.filter((call) => call.key === key && call.isRead && !call.isUnbilled)
}

function keysOf({ servers }: World, prompt: string): ReadonlySet<string> {
  const runs = [...servers.hooks.started.values()].filter(({ start }) => start.input.prompt === prompt)
  return new Set(runs.map(({ key }) => key))
}

/** The books of the API and what was seen from outside say the same. */
function checkLedger({ api: { emulator, calls } }: World): void {
  const { ledger } = emulator
  assert.equal(ledger.requests, calls.filter(({ isRead }) => isRead).length, 'requests that the API has read')
  assert.equal(ledger.open, 0, 'answers of the API that nobody has closed')
}

function checkIntents(world: World): void {
  const { entries } = world.api.emulator.ledger
  for (const intent of world.asks.all) {
    const { prompt, allowed } = intent
    const keys = keysOf(world, prompt)
    assert.ok(keys.size <= allowed, `${prompt} was asked ${allowed} times, and sent under ${keys.size} keys`)
    const calls = entries.filter((entry) => entry.prompt === prompt).length
    const unbilled = world.api.calls.filter((call) => keys.has(call.key) && call.isUnbilled).length
    assert.ok(
      calls - unbilled <= keys.size,
      `${prompt} was paid ${calls - unbilled} times for ${keys.size} intents`,
    )
    for (const key of keys)
      assert.ok(paidFor(world, key).length <= 1, `${prompt} was paid ${paidFor(world, key).length} times`)
  }
}

/** Nobody is told that something was free which may have been paid. */
function checkToldPrices(world: World): void {
  for (const { prompt, outcomes, allowed } of world.asks.all)
    for (const { result, key } of outcomes) {
      if (allowed === 0 || key === null || result.status !== 'error' || result.error.billed !== 'no') continue
      const { code, message } = result.error
      assert.equal(
        paidFor(world, key).length,
        0,
        `${prompt} was paid, and is said to be free: ${code}, ${message}`,
      )
    }
  for (const { key, billed } of world.asks.stops)
    if (billed === 'no')
      assert.equal(paidFor(world, key).length, 0, 'a run that was stopped was paid, and is said to be free')
}

/** How long a cancel waits for what it has overtaken, by the clock on the wall. In milliseconds. */
const tombstoneMs = 60_000

/** What was cancelled is not sent, also when the cancel was there first. */
function checkCancels({ api, servers, hasJumpedAhead }: World): void {
  if (hasJumpedAhead) return
  for (const { key, at, isRead } of api.calls) {
    const cancelledAt = servers.cancelled.get(key) ?? Infinity
    const isLate = isRead && at > cancelledAt && at < cancelledAt + tombstoneMs
    // Without a store a process that is gone takes its cancels along.
    assert.ok(!isLate || !servers.isKeeping, 'a run was sent after it had been cancelled')
  }
}

/** Each run that was begun is settled at what it may have cost, and the application has heard of it. */
function checkRuns(world: World): void {
  const { hooks, store } = world.servers
  for (const [runId, { start, key, isRefused }] of hooks.started) {
    const paid = paidFor(world, key)
    const { prompt } = start.input
    if (isRefused) continue
    const settled = store?.shared.dispatched.get(runId)
    if (!settled) continue
    assert.ok(settled.usd !== null, `${prompt} was never settled`)
    if (paid.length > 0) assert.ok(settled.usd > 0, `${prompt} was paid, and settled as free`)
    const end = hooks.ended.get(runId)
    assert.ok(end, `${prompt} was begun, and the application never heard of its end`)
    if (paid.length > 0) assert.notEqual(end.billed, 'no', `${prompt} was paid, and reported as free`)
    const sums = paid.map(({ picture }) => createHash('sha256').update(picture).digest('hex'))
    for (const image of end.images)
      assert.ok(sums.includes(image.sha256), `${prompt}: the application got other bytes`)
  }
}

function checkCaps({ servers, api }: World): void {
  const { maxRunsPerDay } = servers.limits
  // Without a store a process that is gone takes what it knew along.
  if (maxRunsPerDay === undefined || !servers.isKeeping) return
  const runs = [...servers.hooks.started.values()]
  for (const owner of owners) {
    const keys = new Set(runs.filter(({ start }) => start.owner === owner).map(({ key }) => key))
    const paid = new Set(api.calls.filter((call) => call.isRead && keys.has(call.key)).map(({ key }) => key))
    assert.ok(
      paid.size <= maxRunsPerDay,
      `${owner} may have ${maxRunsPerDay} runs a day, and had ${paid.size}`,
    )
  }
}

/** Every picture that was paid is shown to whoever waited for it, or they were told that it may be lost. */
export function checkNothingLost(world: World): void {
  const { hooks } = world.servers
  for (const intent of world.asks.all) {
    assert.ok(!isOpen(intent), `${intent.prompt} never ends`)
    if (intent.isAbandoned) continue
    const wanted = keysOf(world, intent.prompt).difference(world.asks.givenUp)
    assert.ok(intent.outcomes.length > 0, `${intent.prompt} has no outcome`)
    const isDrawn = [...hooks.ended.values()].some(
      ({ id, status }) => status === 'success' && wanted.has(hooks.started.get(id)?.key ?? ''),
    )
    if (isDrawn)
      assert.ok(intent.outcomes.some(isTold), `${intent.prompt} was drawn and paid, and nobody is told`)
  }
}

function isTold({ result }: Intent['outcomes'][number]): boolean {
  return result.status === 'success' || (result.status === 'error' && result.error.billed !== 'no')
}

/** Pictures that pages have are those that the API drew, byte for byte. Returns how many were compared. */
export async function comparePictures(world: World): Promise<number> {
  let compared = 0
  for (const { prompt, page, outcomes, allowed } of world.asks.all) {
    // It was told how another one ended.
    if (allowed === 0) continue
    const keys = keysOf(world, prompt)
    const drawn = world.api.calls.filter(({ key }) => keys.has(key))
    if (page.process.isGone) continue
    for (const { result } of outcomes) {
      if (result.status !== 'success') continue
      for (const image of result.images) {
        const load = (): Promise<Uint8Array> => page.process.run(() => image.bytes())
        // The first may join one that had begun before all went well.
        const bytes = await load().catch(load).catch(onlyGone)
        if (!bytes) continue
        assert.ok(
          drawn.some(({ picture }) => picture.equals(bytes)),
          `${prompt}: other bytes than were drawn`,
        )
        compared += 1
      }
    }
  }
  return compared
}

/** A store without room may have let it go. */
function onlyGone(error: unknown): null {
  if (isImageStreamError(error) && error.code === 'expired') return null
  throw error
}
