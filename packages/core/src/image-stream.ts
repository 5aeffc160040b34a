import { isImageStreamError } from './errors.ts'
import { createFixedOptionsCheck } from './fixed-options.ts'
import { resolveInput, type ImageInput, type InputDefaults } from './input.ts'
import { toPictureTurn } from './picture-turn.ts'
import { createKeptRunSlot } from './kept-run.ts'
import type { RunResult } from './run-result.ts'
import { createRunner } from './runner.ts'
import { createSessionStore } from './session-store.ts'
import type { Snapshot } from './snapshot.ts'
import { idleState } from './run-state.ts'
import { checkCost, estimateCost } from './spending.ts'
import type { ImageStreamOptions } from './stream-options.ts'
import type { Submission } from './submission.ts'
import { toSession, type SessionInit } from './turn-init.ts'
import * as tree from './turns.ts'
import type { Turn } from './turns.ts'

/** An edit continues from `from`, or from the head; with neither it is a generation. */
export interface EditInput extends ImageInput {
  readonly from?: Turn
}

/** What a view can do. All are bound: destructure them freely. */
export interface ImageStreamActions<Data = unknown> {
  /** Draws a new picture. Resolves with how this very run ended, and never rejects. */
  readonly generate: (input: string | ImageInput) => Promise<RunResult<Data>>
  /** Changes the head's picture. With no head it is `generate`. Resolves as `generate` does. */
  readonly edit: (input: string | EditInput) => Promise<RunResult<Data>>
  /** Ends the run, upstream too, and keeps what had arrived. */
  readonly stop: () => void
  /**
   * Asks again for what was asked last. As long as nobody knows how that ended (the connection broke) it is the same run,
   * found again for free where a relay keeps it; then it is a new one.
   */
  readonly retry: () => Promise<RunResult<Data>>
  /** Back to the beginning: ends the run, forgets the turns. */
  readonly reset: () => void
  /** Shows a turn of this session, also while a run goes on. One that is not in it changes nothing; null shows none. */
  readonly select: (turn: Turn | string | null) => void
  /** Back to the turn that the shown one was made from, if there is one. */
  readonly undo: () => void
  /** Forward to where the last `undo` came from, if there was one. */
  readonly redo: () => void
  /** Makes a picture of the user's own the head, unpaid. Resolves with null when it is no picture that can be used. */
  readonly open: (file: Blob) => Promise<Turn<Data> | null>
  /**
   * Ends the run, and goes on with these turns instead: those of `loadSession`, or as in `initialTurns`.
   * @throws ImageStreamError `invalid-input` for what is no session: it names the turn, and nothing has changed.
   */
  readonly load: (session: SessionInit) => void
}

/** A session of runs, observable: the one owner of state, listeners, abort and object URLs. Creating it has no effects. */
export interface ImageStream<Data = unknown> extends ImageStreamActions<Data> {
  /** What subscribers were told last: all views of a frame show the same. Without subscribers, the latest. */
  readonly getSnapshot: () => Snapshot<Data>
  /** The snapshot that it was made with: what a server rendered, however far it has come meanwhile. */
  readonly getInitialSnapshot: () => Snapshot<Data>
  /** Calls back at once, then for every update, at most once a frame while a run goes on. With an `id` it comes back to a run, as `retain` does. */
  readonly subscribe: (listener: (snapshot: Snapshot<Data>) => void) => () => void
  /**
   * Says that something shows this stream: one with an `id` comes back to the run that its page had left. When the last one lets go, a task later `onUnmount` is carried out and the
   * object URLs are revoked; one that comes back within that task changes nothing.
   */
  readonly retain: () => () => void
}

/**
 * The core of every binding. Options may be a function: callbacks, headers and defaults are read when they are needed.
 *
 * @example
 * const stream = createImageStream({ api: '/api/images' })
 * stream.subscribe((snapshot) => render(snapshot))
 * const result = await stream.generate('A fox in a paper boat')
 */
export function createImageStream<Data = unknown>(
  options: ImageStreamOptions<Data> | (() => ImageStreamOptions<Data>) = {},
): ImageStream<Data> {
  // What comes as `data` is not looked into here: its type is the caller's word.
  const readOptions = (typeof options === 'function' ? options : () => options) as () => ImageStreamOptions
  const { initialTurns = [], id } = readOptions()
  const store = createSessionStore(
    toSession({ turns: initialTurns }, 'initialTurns'),
    () => readOptions().throttleMs ?? 0,
  )
  const runner = createRunner(store, readOptions, createKeptRunSlot(id))
  const initial = store.getSnapshot()
  const checkFixedOptions = createFixedOptionsCheck()
  let holders = 0
  let sessions = 1

  function ask(toSubmission: (defaults: InputDefaults | undefined) => Submission): Promise<RunResult> {
    let submission: Submission
    const current = readOptions()
    checkFixedOptions(current)
    try {
      submission = toSubmission(current.defaults)
      const { input, parent } = submission
      checkCost(estimateCost(input, tree.historyOf(store.session, parent)), current.maxCost)
    } catch (error) {
      if (!isImageStreamError(error)) throw error
      return Promise.resolve(runner.refuse(error))
    }
    return runner.submit(submission)
  }

  async function open(file: Blob): Promise<Turn | null> {
    const asked = sessions
    try {
      const turn = await toPictureTurn(file)
      // Meanwhile there is another one.
      if (asked !== sessions) return null
      store.commit(store.run, { ...tree.addTurn(store.session, turn), head: turn })
      return turn
    } catch (error) {
      if (!isImageStreamError(error)) throw error
      runner.refuse(error)
      return null
    }
  }

  function begin(session: tree.Session): void {
    sessions += 1
    runner.reset(session)
  }

  function letGo(): void {
    if (holders > 0) return
    runner.end(readOptions().onUnmount === 'stop' ? 'stop' : 'leave')
    // A listener may have come back at the news that the run has ended.
    if (holders === 0) store.release()
  }

  const stream: ImageStream = {
    getSnapshot: store.getSnapshot,
    getInitialSnapshot: () => initial,
    subscribe(listener) {
      const unsubscribe = store.subscribe(listener)
      runner.takeUp()
      return unsubscribe
    },
    retain() {
      holders += 1
      runner.takeUp()
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        holders -= 1
        // A task later: a framework that mounts twice to test its components comes back before that.
        if (holders === 0) setTimeout(letGo, 0)
      }
    },
    generate: (input) => ask((defaults) => ({ input: resolveInput(input, defaults), parent: null })),
    edit: (request) =>
      ask((defaults) => {
        const { from, ...asked }: EditInput = typeof request === 'string' ? { prompt: request } : request
        const parent = from ?? store.session.head
        const picture = parent?.images.slice(-1) ?? []
        // Counted with the references, as it may have to travel as one.
        const input = resolveInput({ ...asked, images: [...picture, ...(asked.images ?? [])] }, defaults)
        return { input: { ...input, images: input.images.slice(picture.length) }, parent }
      }),
    stop: () => runner.end('stop'),
    retry: () => runner.retry(),
    reset: () => begin(tree.emptySession),
    load: (session) => begin(toSession(session, 'turns')),
    select(turn) {
      const next = tree.select(store.session, turn)
      // Nothing selected after a success means starting afresh: a success always shows its picture.
      const isEmptied = next.head === null && store.run.status === 'success'
      store.commit(isEmptied ? idleState : store.run, next)
    },
    undo: () => store.commit(store.run, tree.undo(store.session)),
    redo: () => store.commit(store.run, tree.redo(store.session)),
    open,
  }
  return stream as ImageStream<Data>
}
