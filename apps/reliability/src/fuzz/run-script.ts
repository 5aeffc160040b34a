import { createError, type ErrorCode, type ImageStreamEvent } from '@image-stream/core'
import { pngBytes } from '../../../../packages/core/test/wire.ts'
import type { Random } from '../random.ts'

/** One thing that a transport does. */
export type Step =
  | { readonly emit: ImageStreamEvent }
  | { readonly throws: unknown }
  /** It just ends. */
  | 'end'

/** Invents what a transport does, step by step: in order mostly, and sometimes out of it. Never ends by itself. */
export interface RunScript {
  next(): Step
  /** The quickest way to a good end. */
  finish(): readonly Step[]
}

const codes: readonly ErrorCode[] = ['network', 'truncated', 'stalled', 'upstream', 'no-image', 'bad-image']

/** The largest picture, in bytes: what counts is that pieces are many and differ. */
const maxPictureBytes = 400

interface OpenPicture {
  readonly index: number
  readonly bytes: Uint8Array<ArrayBuffer>
  sent: number
  isReady: boolean
}

export function createRunScript(random: Random): RunScript {
  let nextIndex = 0
  let open: OpenPicture | null = null
  let count = 0

  function start(): ImageStreamEvent {
    const index = nextIndex++
    const bytes = pngBytes(8 + index, 6, 40 + random.below(maxPictureBytes))
    // Its own, so that a picture which is taken for another shows.
    bytes.set([random.below(256), random.below(256), index], 33)
    open = { index, bytes, sent: 0, isReady: false }
    return { type: 'image-start', index, mediaType: 'image/png', width: 8 + index, height: 6 }
  }

  function goOn(picture: OpenPicture): ImageStreamEvent {
    const { index, bytes, sent } = picture
    if (sent < bytes.length) {
      const end = Math.min(bytes.length, sent + 1 + random.below(bytes.length))
      picture.sent = end
      return { type: 'image-data', index, bytes: bytes.slice(sent, end) }
    }
    if (!picture.isReady && random.chance(0.5)) {
      picture.isReady = true
      return { type: 'image-ready', index }
    }
    open = null
    return { type: 'image-end', index, byteLength: bytes.length, draft: random.chance(0.35) }
  }

  function words(): ImageStreamEvent {
    count += 1
    const text = random.chance(0.1) ? '' : `${random.pick(['Snow. ', 'A fox. ', 'Ω\u2028 '])}${count} `
    return { type: random.chance(0.7) ? 'thought' : 'text', text }
  }

  function facts(): ImageStreamEvent {
    count += 1
    return random.pick<() => ImageStreamEvent>([
      () => ({ type: 'start', runId: `run-${random.below(1e9)}` }),
      () => ({ type: 'finish', reason: random.pick(['STOP', 'MAX_TOKENS']) }),
      () => ({ type: 'usage', usage: usageOf(count) }),
      () => ({ type: 'warning', warning: { code: 'usage-unknown', message: `Warning ${count}.` } }),
      () => ({ type: 'wait', retryAt: random.chance(0.5) ? null : 1_000 + count }),
      () => ({ type: 'answer', parts: [{ image: 0 }] }),
    ])()
  }

  /** What no transport may do, in the middle of what it does well. */
  function outOfOrder(): ImageStreamEvent {
    const index = open?.index ?? nextIndex
    const start = { type: 'image-start', mediaType: 'image/png', width: 1, height: 1 } as const
    const data = { type: 'image-data', bytes: pngBytes(1, 1, 40) } as const
    return random.pick<() => ImageStreamEvent>([
      () => ({ ...data, index: index + 1 }),
      () => ({ ...data, index: -1 }),
      () => ({ type: 'image-end', index: index + 1, byteLength: 40, draft: false }),
      () => ({ type: 'image-end', index, byteLength: (open?.sent ?? 0) + 1, draft: false }),
      () => ({ type: 'image-ready', index: index + 7 }),
      () => ({ ...start, index: index + 1 }),
      () => ({ ...start, index: 0 }),
      () => ({ ...data, index }),
      () => ({ type: 'image-end', index: index - 1, byteLength: 40, draft: false }),
      () => ({ type: 'image-end', index, byteLength: 0, draft: false }),
    ])()
  }

  /** The ways in which a run ends, the good one most of all. */
  function ending(): Step {
    return random.pick<() => Step>([
      () => ({ emit: { type: 'done' } }),
      () => ({ emit: { type: 'done' } }),
      () => ({ emit: { type: 'done' } }),
      () => ({ emit: { type: 'error', error: failure() } }),
      () => ({ emit: { type: 'error', error: createError('blocked', { subject: 'prompt' }) } }),
      () => ({ emit: { type: 'stopped', billed: 'maybe' } }),
      () => ({ throws: failure() }),
      () => ({ throws: new TypeError('terminated') }),
      () => ({ throws: 'a text' }),
      () => 'end',
    ])()
  }

  function failure(): ReturnType<typeof createError> {
    return createError(random.pick(codes) as 'network', {})
  }

  function next(): Step {
    const dice = random.below(100)
    if (dice < 6) return ending()
    if (dice < 9) return { emit: outOfOrder() }
    if (dice < 20) return { emit: facts() }
    if (dice < 35) return { emit: words() }
    return { emit: open ? goOn(open) : random.chance(0.8) ? start() : words() }
  }

  return {
    next,
    finish() {
      const steps: Step[] = []
      if (!open) steps.push({ emit: start() })
      while (open) steps.push({ emit: goOn(open) })
      return [...steps, { emit: { type: 'done' } }]
    },
  }
}

function usageOf(count: number): Extract<ImageStreamEvent, { type: 'usage' }>['usage'] {
  return { promptTokens: 8, thoughtTokens: count, outputTokens: 1_537, imageTokens: 1_120, totalTokens: null }
}

/** For whoever reads of a failure. */
export function describeStep(step: Step): string {
  if (step === 'end') return 'ends'
  if ('throws' in step) return `throws ${String(step.throws)}`
  const { emit } = step
  const { type } = emit
  if (type === 'image-data') return `${type} ${emit.index}, ${emit.bytes.length} bytes`
  if (type === 'image-end')
    return `${type} ${emit.index}, ${emit.byteLength} bytes${emit.draft ? ', draft' : ''}`
  return type === 'error' ? `${type} ${emit.error.code}` : type
}
