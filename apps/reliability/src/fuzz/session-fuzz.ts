import assert from 'node:assert/strict'
import { createImageStream, type ImageStreamOptions } from '@image-stream/core'
import type { Episode, Target } from './episode.ts'
import { compareBytes } from './expected-run.ts'
import { watchObjectUrls } from './object-urls.ts'
import { scriptedSession } from './scripted-session.ts'
import { act, policies, stop, type Session } from './session-actions.ts'
import { createSessionModel } from './session-model.ts'
import { createSessionView } from './session-view.ts'

/** Longer than anything is put off: two frames, and the slowest throttle. In milliseconds. */
const quietMs = 200

/** `createImageStream`, with everything that a user, a page and a transport may do, in any order. */
export const sessionTarget: Target = {
  name: 'session',
  async run(episode) {
    const urls = watchObjectUrls()
    try {
      const session = begin(episode, urls)
      const steps = 5 + episode.random.below(45)
      for (let step = 0; step < steps; step += 1) {
        act(session)
        await episode.clock.advance(episode.random.pick([0, 0, 0, 1, 16, 40]))
        check(session)
      }
      await end(session)
      assert.equal(urls.live, 0, 'object URLs that were not revoked')
    } finally {
      urls.restore()
    }
  },
}

function begin(episode: Episode, urls: ReturnType<typeof watchObjectUrls>): Session {
  const { random, note } = episode
  const model = createSessionModel()
  const scripted = scriptedSession(model, episode)
  const options = { concurrency: random.pick(policies) }
  const settings: Partial<ImageStreamOptions> = {
    throttleMs: random.pick([0, 0, 50]),
    onUnmount: random.pick(['disconnect', 'stop'] as const),
  }
  const maybeAct = (where: string): void => {
    if (session.asks === 0 || session.refusals > 0 || !random.chance(0.05)) return
    session.asks -= 1
    note(`from ${where}:`)
    session.isNested = true
    act(session)
    session.isNested = false
  }
  const stream = createImageStream(() => ({
    transport: scripted.transport,
    ...options,
    ...settings,
    onEvent(event) {
      note(`told: ${event.type}`)
      model.onEvent(event)
      maybeAct('onEvent')
    },
    onFinish(result) {
      note(`told: the end, ${result.status}`)
      model.onFinish(result)
      maybeAct('onFinish')
    },
  }))
  const view = createSessionView(stream, urls)
  const session: Session = {
    ...episode,
    stream,
    model,
    view,
    scripted,
    promised: [],
    options,
    opened: 0,
    refusals: 0,
    asks: 3,
    isNested: false,
  }
  // First, so that the model knows before anybody else acts on it.
  stream.subscribe((snapshot) => {
    model.onSnapshot(snapshot)
    view.onSnapshot(snapshot)
  })
  stream.subscribe(() => maybeAct('a listener'))
  if (random.chance(0.8)) view.mount()
  return session
}

/** What is true whenever nothing is on its way. */
function check({ stream, model, view, scripted, opened }: Session): void {
  model.stay()
  view.check()
  scripted.check()
  assert.equal(stream.getSnapshot().turns.length, model.turns + opened, 'turns')
}

/** Everybody goes home: every promise must be kept, everything told, and nothing left. */
async function end(session: Session): Promise<void> {
  const { stream, model, view, clock, promised, scripted } = session
  session.asks = 0
  await clock.advance(quietMs)
  stop(session)
  await clock.advance(quietMs)
  check(session)
  for (const { ask: asked, result } of promised) {
    const { what, run, isDropped } = asked
    assert.ok(result, `${what} never resolves`)
    if (run) assert.equal(result, run.result, `${what} resolves with another run’s result`)
    else if (isDropped) assert.equal(result.status, 'stopped')
  }
  assert.ok(!model.hasWaiting)
  await compareBytes(model.takeComparisons())

  const snapshot = stream.getSnapshot()
  for (const driver of scripted.drivers) driver.give(5)
  await clock.advance(quietMs)
  assert.equal(stream.getSnapshot(), snapshot, 'what comes late changes nothing')
  view.unmount()
  await clock.advance(quietMs)
}
