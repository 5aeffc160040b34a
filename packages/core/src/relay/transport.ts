import { createBreaks } from '../breaks.ts'
import type { ImageStreamEvent } from '../events.ts'
import type { LabelledImage, Reference } from '../input.ts'
import { readReferences } from '../references.ts'
import type { StallWatch, TimeLimits } from '../stall-watch.ts'
import type { FetchHandler, RunRequest, Transport } from '../transport.ts'
import { followRun } from './follow-run.ts'
import { sendToRelay } from './relay-requests.ts'
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
  let lastIntent: string | null = null

  return {
    async *run(request, signal) {
      let from = isKeeping ? parentRun(request) : null
      let isLeftOut = false

      async function open(watch: StallWatch): Promise<Response> {
        const response = await post(options, request, from, watch)
        if (from === null || response.status !== 410) return response
        // One that nobody reads would keep its connection.
        void response.body?.cancel()
        from = null
        isLeftOut = true
        return await post(options, request, from, watch)
      }

      const { intentId } = request
      // It may go on, whatever is answered to who comes again.
      const hasBegun = intentId === lastIntent
      lastIntent = intentId
      // A click is shown before its request is put together.
      if (globalThis.document) await createBreaks().take()
      for await (const event of followRun(options, { intentId, hasBegun, open }, signal)) {
        yield event
        if (event.type !== 'start') continue
        isKeeping = event.resumable ?? false
        if (isLeftOut) yield historyLeftOut
      }
    },
    resume(intentId, signal) {
      const open = (watch: StallWatch): Promise<Response> =>
        watch.first(sendToRelay(options, intentId, { method: 'GET', signal: watch.signal }))
      return followRun(options, { intentId, hasBegun: true, open }, signal)
    },
  }
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
