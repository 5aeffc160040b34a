import { createBreaks } from '../breaks.ts'
import type { ImageStreamEvent } from '../events.ts'
import type { LabelledImage, Reference } from '../input.ts'
import { readReferences } from '../references.ts'
import { readText } from '../response-bytes.ts'
import type { StallWatch, TimeLimits } from '../stall-watch.ts'
import type { FetchHandler, RunRequest, Transport } from '../transport.ts'
import { cancelRun, followRun } from './follow-run.ts'
import { readRefusal, sendToRelay } from './relay-requests.ts'
import { idPattern, imageField, inputField, type WireInput } from './run-protocol.ts'

export interface RelayOptions {
  /** Where the relay is mounted, on this origin or with a whole URL. @defaultValue `'/api/images'` */
  readonly api?: string
  /** Sent with every request; a function is asked each time. */
  readonly headers?: HeadersInit | (() => HeadersInit | undefined) | undefined
  /** @defaultValue `'same-origin'` */
  readonly credentials?: RequestCredentials
  /** Another `fetch`, or a relay itself to run in the same process. @defaultValue `globalThis.fetch`, read at each call */
  readonly fetch?: FetchHandler
  /** @defaultValue 120 s to the first byte, uploads included; 45 s of silence, as a relay sends heartbeats; no limit in all */
  readonly timeout?: Partial<TimeLimits>
}

/**
 * The transport that speaks to a relay, which keeps the API key on its server. A relay that keeps runs is come back to
 * when the connection breaks, which costs nothing: five tries in a row, and each time the page wakes up.
 */
export function relay(options: RelayOptions = {}): Transport {
  // Of the last run: a relay that keeps none knows no turn that an edit could continue from.
  let isKeeping = true
  let last: Asked | null = null

  return {
    async *run(request, signal) {
      const { intentId } = request
      // It may go on, whatever is answered to who comes again.
      const before = last?.intentId === intentId ? last : null
      const asked = before ?? { intentId, from: isKeeping ? parentRun(request) : null, isLeftOut: false }
      last = asked

      async function open(watch: StallWatch): Promise<Response> {
        const response = await post(options, request, asked.from, watch)
        if (asked.from === null || response.status !== 410) return response
        const refusal = new Response(await readText(response, watch), response)
        if (!(await isTurnGone(refusal.clone(), watch))) return refusal
        asked.from = null
        asked.isLeftOut = true
        return await post(options, request, null, watch)
      }

      // A click is shown before its request is put together.
      if (globalThis.document) await createBreaks().take()
      for await (const event of followRun(options, { intentId, hasBegun: before !== null, open }, signal)) {
        yield event
        if (event.type !== 'start') continue
        isKeeping = event.resumable ?? false
        if (asked.isLeftOut) yield historyLeftOut
      }
    },
    resume(intentId, signal) {
      const open = (watch: StallWatch): Promise<Response> =>
        watch.first(sendToRelay(options, intentId, { method: 'GET', signal: watch.signal }))
      return followRun(options, { intentId, hasBegun: true, open }, signal)
    },
    cancel: (intentId) => void cancelRun(options, intentId),
  }
}

/** What one intent was sent with: sent again in another way it would be another thing under the same key. */
interface Asked {
  readonly intentId: string
  /** The run whose turn it changes, where the relay has that. */
  from: string | null
  /** The relay had it no more. */
  isLeftOut: boolean
}

/** The relay has the turn no more, and has begun nothing. A run that is gone is answered with the same status, and was begun. */
async function isTurnGone(refusal: Response, watch: StallWatch): Promise<boolean> {
  const { error, isOwn } = await readRefusal(refusal, watch)
  return isOwn && error.code === 'expired' && error.billed === 'no'
}

const historyLeftOut: ImageStreamEvent = {
  type: 'warning',
  warning: {
    code: 'history-left-out',
    message: 'The server no longer has the earlier turns, so the picture went along as a reference.',
  },
}

/** The run whose turn an edit continues from, as far as a relay may know it. An opened picture comes of none. */
function parentRun({ history }: RunRequest): string | null {
  const turn = history.at(-1)
  return turn?.input && idPattern.test(turn.id) ? turn.id : null
}

/** With `from` the relay has what is changed; without it the picture goes along, as the first of the references. */
async function post(
  options: RelayOptions,
  { history, input, intentId, references }: RunRequest,
  from: string | null,
  watch: StallWatch,
): Promise<Response> {
  const image = history.at(-1)?.images.at(-1)
  const parent: readonly LabelledImage[] = image && from === null ? [{ image }] : []
  const pictures = [...(await readReferences(parent)), ...references]
  const { images: _images, ...rest } = input
  const labels = pictures.map(({ label }) => label ?? null)
  const wire: WireInput = { ...rest, labels, ...(from !== null && { from }) }
  const init = { method: 'POST', body: toForm(wire, pictures), signal: watch.signal } as const
  return await watch.first(sendToRelay(options, intentId, init))
}

function toForm(input: WireInput, pictures: readonly Reference[]): FormData {
  const form = new FormData()
  // Text and not a file: in jsdom a file of a form loses its bytes.
  form.append(inputField, JSON.stringify(input))
  for (const { blob } of pictures) form.append(imageField, blob)
  return form
}
