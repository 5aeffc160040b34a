import { isImageStreamError, type ImageStreamError } from './errors.ts'
import { isTerminal, type ImageStreamEvent } from './events.ts'
import type { GeneratedImage } from './image.ts'
import { createImageUrls } from './image-urls.ts'
import { resolveInput, type ImageInput, type InputDefaults, type ResolvedInput } from './input.ts'
import { createListeners } from './listeners.ts'
import { randomId } from './random-id.ts'
import { toPictureTurn } from './picture-turn.ts'
import { relay, type RelayOptions } from './relay/transport.ts'
import { runEvents } from './run-events.ts'
import { settleSession } from './settle.ts'
import { toSnapshot, type Snapshot } from './snapshot.ts'
import { idleState, partialOf, transition, type RunState, type StateEvent } from './state.ts'
import { toResult, type RunResult } from './stream-image.ts'
import { leaving, type Transport } from './transport.ts'
import * as tree from './turns.ts'
import type { Turn } from './turns.ts'

/** What to do with a run when nobody shows the stream any more. */
export type OnUnmount = 'disconnect' | 'stop'

/** What a new request does to one that is under way. */
export type Concurrency = 'replace' | 'queue' | 'ignore'

export interface ImageStreamOptions extends RelayOptions {
  /** Instead of `api`. Fixed for the life of the stream, as `api` is. */
  readonly transport?: Transport
  readonly defaults?: InputDefaults
  /** At most one update in so many milliseconds while a run goes on. @defaultValue 0: one a frame */
  readonly throttleMs?: number
  /**
   * `replace`: the new request is meant instead of the old one, which stops; asking for the same again joins it.
   * `queue`: one after the other. `ignore`: the old one goes on.
   * @defaultValue `'replace'`
   */
  readonly concurrency?: Concurrency
  /** `disconnect` leaves the run to a relay that keeps it; without one it ends. @defaultValue `'disconnect'` */
  readonly onUnmount?: OnUnmount
  /** Called once for every run that was started, however it ended. */
  readonly onFinish?: (result: RunResult) => void
  readonly onError?: (error: ImageStreamError) => void
  readonly onEvent?: (event: ImageStreamEvent) => void
}

/** An edit continues from `from`, or from the head; with neither it is a generation. */
export interface EditInput extends ImageInput {
  readonly from?: Turn
}

/** What a view can do. All are bound: destructure them freely. */
export interface ImageStreamActions {
  /** Draws a new picture. Resolves with how this very run ended, and never rejects. */
  readonly generate: (input: string | ImageInput) => Promise<RunResult>
  /** Changes the head's picture. With no head it is `generate`. Resolves as `generate` does. */
  readonly edit: (input: string | EditInput) => Promise<RunResult>
  /** Ends the run, upstream too, and keeps what had arrived. */
  readonly stop: () => void
  /** Asks again for what was asked last. */
  readonly retry: () => Promise<RunResult>
  /** Back to the beginning: ends the run, forgets the turns. */
  readonly reset: () => void
  readonly select: (turn: Turn | string | null) => void
  readonly undo: () => void
  readonly redo: () => void
  /** Makes a picture of the user's own the head, unpaid. Resolves with null when it is no picture that can be used. */
  readonly open: (file: Blob) => Promise<Turn | null>
}

/** A session of runs, observable: the one owner of state, listeners, abort and object URLs. Creating it has no effects. */
export interface ImageStream extends ImageStreamActions {
  readonly getSnapshot: () => Snapshot
  /** Calls back at once, then for every update, at most once a frame while a run goes on. */
  readonly subscribe: (listener: (snapshot: Snapshot) => void) => () => void
  /**
   * Says that something shows this stream. When the last one lets go, a task later `onUnmount` is carried out and the
   * object URLs are revoked; one that comes back within that task changes nothing.
   */
  readonly retain: () => () => void
}

interface Submission {
  readonly input: ResolvedInput
  /** The turn that an edit continues from. */
  readonly parent: Turn | null
}

interface LiveRun extends Submission {
  readonly controller: AbortController
  readonly result: Promise<RunResult>
}

/**
 * The core of every binding. Options may be a function: callbacks, headers and defaults are read when they are needed.
 *
 * @example
 * const stream = createImageStream({ api: '/api/images' })
 * stream.subscribe((snapshot) => render(snapshot))
 * const result = await stream.generate('A fox in a paper boat')
 */
export function createImageStream(
  options: ImageStreamOptions | (() => ImageStreamOptions) = {},
): ImageStream {
  const readOptions = typeof options === 'function' ? options : () => options
  const urls = createImageUrls()
  let run: RunState = idleState
  let session = tree.emptySession
  let snapshot = toSnapshot(run, session)
  let live: LiveRun | null = null
  let last: Submission | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let queueEpoch = 0
  let transport: Transport | null = null
  let retained = 0

  const listeners = createListeners(
    () => snapshot,
    () => readOptions().throttleMs ?? 0,
  )

  /** The one place where anything changes. */
  function update(nextRun: RunState, nextSession: tree.Session): void {
    if (nextRun === run && nextSession === session) return
    const urgent = nextRun.status !== run.status || nextSession !== session
    run = nextRun
    session = nextSession
    snapshot = toSnapshot(run, session)
    if (urgent) listeners.flush()
    else listeners.schedule()
    urls.keep(shownImages())
  }

  function* shownImages(): Generator<GeneratedImage> {
    yield* run.images
    yield* run.drafts
    for (const turn of session.turns) yield* turn.images
  }

  function dispatch(event: StateEvent): void {
    update(transition(run, event), session)
  }

  function submit(asked: () => Submission): Promise<RunResult> {
    let submission: Submission
    try {
      submission = asked()
    } catch (error) {
      if (!isImageStreamError(error)) throw error
      return Promise.resolve(refuse(error))
    }
    const concurrency = readOptions().concurrency ?? 'replace'
    if (live && concurrency === 'ignore') return live.result
    if (live && concurrency === 'replace' && isSame(live, submission)) return live.result
    if (concurrency === 'queue') return enqueue(submission)
    abandon('stop')
    return start(submission)
  }

  function enqueue(submission: Submission): Promise<RunResult> {
    const epoch = queueEpoch
    const result = queue.then((): RunResult | Promise<RunResult> =>
      epoch === queueEpoch ? start(submission) : { status: 'stopped', partial: partialOf(idleState) },
    )
    queue = result
    return result
  }

  function refuse(error: ImageStreamError): RunResult {
    // A run that is under way is paid for: a request that cannot be sent does not end it.
    if (!live) dispatch({ type: 'refuse', error })
    readOptions().onError?.(error)
    return { status: 'error', error }
  }

  function start(submission: Submission): Promise<RunResult> {
    const controller = new AbortController()
    const { promise, resolve } = Promise.withResolvers<RunResult>()
    const mine: LiveRun = { ...submission, controller, result: promise }
    live = mine
    last = submission
    dispatch({ type: 'submit', input: submission.input, startedAt: Date.now() })
    void follow(mine, resolve)
    return promise
  }

  async function follow(mine: LiveRun, resolve: (result: RunResult) => void): Promise<void> {
    const { input, parent, controller } = mine
    transport ??= readOptions().transport ?? relay(liveRelayOptions(readOptions))
    // A run that was let go settles on the spot, whatever its transport still does.
    controller.signal.addEventListener('abort', () => {
      if (live === mine) settle({ type: 'stopped', billed: 'maybe' })
    })
    const events = runEvents(transport, input, randomId(), controller.signal)
    for await (const event of events) {
      if (live !== mine) return
      if (isTerminal(event)) settle(event)
      else {
        dispatch(event)
        readOptions().onEvent?.(event)
      }
    }

    function settle(event: ImageStreamEvent): void {
      live = null
      const settled = transition(run, event)
      const next = settleSession(session, settled, parent)
      update(next.run, next.session)
      const result = toResult(next.run)
      // Resolved first: a callback that throws must not leave the caller waiting.
      resolve(result)
      const { onEvent, onError, onFinish } = readOptions()
      onEvent?.(event)
      if (result.status === 'error') onError?.(result.error)
      onFinish?.(result)
    }
  }

  function abandon(how: 'stop' | 'disconnect'): void {
    live?.controller.abort(how === 'stop' ? undefined : leaving)
  }

  async function openPicture(file: Blob): Promise<Turn | null> {
    try {
      const turn = await toPictureTurn(file)
      update(run, { ...tree.addTurn(session, turn), head: turn })
      return turn
    } catch (error) {
      if (!isImageStreamError(error)) throw error
      refuse(error)
      return null
    }
  }

  function letGo(): void {
    if (retained > 0) return
    abandon(readOptions().onUnmount ?? 'disconnect')
    listeners.cancel()
    urls.revokeAll()
    // A new object: whoever shows the stream again reads the pictures' URLs anew.
    snapshot = toSnapshot(run, session)
  }

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      const unsubscribe = listeners.add(listener)
      listener(snapshot)
      return unsubscribe
    },
    retain() {
      retained += 1
      let held = true
      return () => {
        if (!held) return
        held = false
        retained -= 1
        // A task later: a framework that mounts twice to test its components comes back before that.
        if (retained === 0) setTimeout(letGo, 0)
      }
    },
    generate: (input) => submit(() => ({ input: resolveInput(input, readOptions().defaults), parent: null })),
    edit: (input) =>
      submit(() => {
        const { from, ...asked }: EditInput = typeof input === 'string' ? { prompt: input } : input
        const parent = from ?? session.head
        const images = [...pictureOf(parent), ...(asked.images ?? [])]
        return { input: resolveInput({ ...asked, images }, readOptions().defaults), parent }
      }),
    stop() {
      queueEpoch += 1
      abandon('stop')
    },
    retry() {
      const again = last
      return again ? submit(() => again) : Promise.resolve(toResult(run))
    },
    reset() {
      queueEpoch += 1
      abandon('stop')
      last = null
      update(idleState, tree.emptySession)
    },
    select: (turn) => {
      const next = tree.select(session, turn)
      // Nothing selected after a success means starting afresh: a success always shows its picture.
      update(next.head === null && run.status === 'success' ? idleState : run, next)
    },
    undo: () => update(run, tree.undo(session)),
    redo: () => update(run, tree.redo(session)),
    open: openPicture,
  }
}

/** The picture that an edit starts from travels as its first reference: that needs no signature. */
function pictureOf(parent: Turn | null): readonly GeneratedImage[] {
  return parent?.images.slice(-1) ?? []
}

/** Pictures are compared by identity, everything else by value: a double click is one intent. */
function isSame(a: Submission, b: Submission): boolean {
  const { images: imagesA, ...restA } = a.input
  const { images: imagesB, ...restB } = b.input
  return (
    a.parent === b.parent &&
    imagesA.length === imagesB.length &&
    imagesA.every(
      (each, index) => each.image === imagesB[index]?.image && each.label === imagesB[index]?.label,
    ) &&
    JSON.stringify(restA) === JSON.stringify(restB)
  )
}

/** `api` is fixed for the life of a stream; everything else is read for each request. */
function liveRelayOptions(readOptions: () => ImageStreamOptions): RelayOptions {
  const { api } = readOptions()
  return {
    ...(api !== undefined && { api }),
    headers: () => {
      const { headers } = readOptions()
      return typeof headers === 'function' ? headers() : headers
    },
    get credentials() {
      return readOptions().credentials ?? 'same-origin'
    },
    get timeout() {
      return readOptions().timeout ?? {}
    },
    get fetch() {
      return readOptions().fetch ?? fetchNow
    },
  }
}

/** Read at call time: tests and service workers replace the global one. */
const fetchNow: NonNullable<RelayOptions['fetch']> = (request) => globalThis.fetch(request)
