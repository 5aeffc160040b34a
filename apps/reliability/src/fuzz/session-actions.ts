import assert from 'node:assert/strict'
import type { Concurrency, ImageStream, RunResult } from '@image-stream/core'
import { pngBytes } from '../../../../packages/core/test/wire.ts'
import type { Episode } from './episode.ts'
import type { ScriptedSession } from './scripted-session.ts'
import type { Ask, SessionModel } from './session-model.ts'
import type { SessionView } from './session-view.ts'

const prompts = ['A fox', 'A fox', 'A whale', 'An owl']
export const policies: readonly Concurrency[] = ['replace', 'queue', 'ignore']

interface Promised {
  readonly ask: Ask
  /** Null until it is kept. */
  result: RunResult | null
}

/** Everything that one episode has in its hands. */
export interface Session extends Episode {
  readonly stream: ImageStream
  readonly model: SessionModel
  readonly view: SessionView
  readonly scripted: ScriptedSession
  readonly promised: Promised[]
  readonly options: { -readonly [Name in 'concurrency']: Concurrency }
  /** Turns that were opened since the last reset. */
  opened: number
  /** Files that are no pictures, and were not refused yet: until then nobody else acts. */
  refusals: number
  /** What callbacks and listeners may still do of their own. */
  asks: number
  /** A callback or a listener acts. */
  isNested: boolean
}

/** One thing that anybody does. */
export function act(session: Session): void {
  const { random, scripted } = session
  if (scripted.drivers.length > 0 && random.chance(0.6)) return drive(session)
  random.pick(actions)(session)
}

/** The last run mostly; one that was left behind may go on too. */
function drive({ random, scripted, note }: Session): void {
  const driver = random.chance(0.85) ? scripted.drivers.at(-1) : random.pick(scripted.drivers)
  const steps = 1 + random.below(4)
  note(`run ${scripted.drivers.indexOf(driver ?? random.pick(scripted.drivers))}: ${steps} steps`)
  if (random.chance(0.15)) driver?.finish()
  else driver?.give(steps)
}

const actions: readonly ((session: Session) => void)[] = [
  generate,
  generate,
  generate,
  edit,
  edit,
  retry,
  stop,
  stop,
  reset,
  refuse,
  open,
  select,
  (session) => move(session, 'undo'),
  (session) => move(session, 'redo'),
  mountOrUnmount,
  subscribeBriefly,
  changePolicy,
]

function generate(session: Session): void {
  const prompt = session.random.pick(prompts)
  ask(session, `generate ${prompt}`, prompt, (stream) => stream.generate(prompt))
}

function edit(session: Session): void {
  const prompt = session.random.pick(prompts)
  const { head } = session.stream.getSnapshot()
  ask(session, `edit ${prompt}`, head ? `${prompt} from ${head.id}` : prompt, (stream) => stream.edit(prompt))
}

function retry(session: Session): void {
  ask(session, 'retry', null, (stream) => stream.retry())
}

function ask(
  { model, stream, promised, options, note }: Session,
  what: string,
  request: string | null,
  send: (stream: ImageStream) => Promise<RunResult>,
): void {
  note(`${what} (${options.concurrency})`)
  const { busy } = stream.getSnapshot()
  const promise: Promised = { ask: model.submit(what, request, busy, options.concurrency), result: null }
  promised.push(promise)
  void send(stream).then((result) => {
    assert.equal(promise.result, null, `${what} resolves twice`)
    promise.result = result
  })
}

export function stop(session: Session): void {
  const { model, stream, note } = session
  note('stop')
  model.end('stop', stream.getSnapshot().busy)
  undisturbed(
    session,
    () => stream.stop(),
    () => assert.equal(stream.getSnapshot().busy, false, 'a stop settles at once'),
  )
}

function reset(session: Session): void {
  const { model, stream, note } = session
  note('reset')
  model.end('reset', stream.getSnapshot().busy)
  session.opened = 0
  undisturbed(
    session,
    () => stream.reset(),
    () => {
      const { status, turns, head } = stream.getSnapshot()
      assert.deepEqual([status, turns.length, head], ['idle', 0, null], 'nothing is left')
    },
  )
}

function refuse(session: Session): void {
  const { model, stream, note } = session
  note('generate nothing')
  const before = stream.getSnapshot()
  model.refuse(before.busy)
  undisturbed(
    session,
    () => {
      void stream.generate('  ').then((result) => {
        const isRefused = result.status === 'error' && result.error.code === 'invalid-input'
        assert.ok(isRefused, 'an empty prompt is refused')
      })
    },
    () => {
      if (before.busy) assert.equal(stream.getSnapshot(), before, 'a run that is under way goes on')
    },
  )
}

/** Does something, and looks at what came of it unless a listener did something of its own at once. */
function undisturbed(session: Session, work: () => void, check: () => void): void {
  const { asks } = session
  work()
  if (session.asks === asks) check()
}

function open(session: Session): void {
  const { random, stream, model, note } = session
  // When a text is refused can be told only where nothing else is on its way.
  const isPicture = session.isNested || random.chance(0.7)
  note(`open ${isPicture ? 'a picture' : 'a text'}`)
  if (!isPicture) session.refusals += 1
  void stream.open(new ReadyBlob(isPicture ? pngBytes(8, 6, 60) : new Uint8Array(60))).then((turn) => {
    // A listener may have reset the session at the sight of it.
    if (turn && stream.getSnapshot().turns.includes(turn)) session.opened += 1
    if (isPicture) return
    assert.equal(turn, null)
    session.refusals -= 1
    model.refuse(stream.getSnapshot().busy)
  })
}

/** A file whose bytes are there: a real one is read by another thread, which no seed rules. */
class ReadyBlob extends Blob {
  readonly #bytes: Uint8Array<ArrayBuffer>

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super([bytes], { type: 'image/png' })
    this.#bytes = bytes
  }

  override slice(): Blob {
    return this
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(this.#bytes.buffer)
  }
}

function select({ random, stream, note }: Session): void {
  const { turns } = stream.getSnapshot()
  const turn = random.pick([null, 'no such turn', ...turns, ...turns.map(({ id }) => id)])
  note(`select ${typeof turn === 'string' ? turn : turn?.id}`)
  stream.select(turn)
}

function move(session: Session, way: 'undo' | 'redo'): void {
  const { stream, note } = session
  note(way)
  const { canUndo, canRedo, head } = stream.getSnapshot()
  undisturbed(
    session,
    () => stream[way](),
    () => {
      const hasMoved = stream.getSnapshot().head !== head
      assert.equal(hasMoved, way === 'undo' ? canUndo : canRedo, `${way} does what it says it can`)
    },
  )
}

function mountOrUnmount({ view, model, note }: Session): void {
  note(view.isMounted ? 'unmount' : 'mount')
  if (view.isMounted) {
    model.leave()
    view.unmount()
  } else {
    model.stay()
    view.mount()
  }
}

function subscribeBriefly({ stream, note }: Session): void {
  note('subscribe and unsubscribe')
  let calls = 0
  const unsubscribe = stream.subscribe(() => (calls += 1))
  unsubscribe()
  const before = calls
  stream.select(stream.getSnapshot().turns[0] ?? null)
  assert.deepEqual([before, calls], [1, 1], 'called at once, and not after it has gone')
}

function changePolicy({ random, options, note }: Session): void {
  options.concurrency = random.pick(policies)
  note(`concurrency: ${options.concurrency}`)
}
