import { describeError, type Snapshot, type Status } from '@image-stream/core'

const phases: Readonly<Record<Exclude<Status, 'error'>, string>> = {
  idle: 'Ready',
  submitted: 'Sent',
  thinking: 'Thinking',
  receiving: 'Drawing',
  success: 'Done',
  stopped: 'Stopped',
}

/** The phase of a run in one or two words, for the eye. */
export function phaseWords(snapshot: Snapshot): string {
  if (snapshot.retryAt !== null) return 'Waiting'
  return snapshot.status === 'error' ? 'Not drawn' : phases[snapshot.status]
}

const announcements: Readonly<Record<Exclude<Status, 'error'>, string>> = {
  idle: '',
  submitted: 'Sent. Waiting for the model.',
  thinking: 'The model is thinking.',
  receiving: 'The picture is arriving.',
  success: 'The picture is ready.',
  stopped: 'Stopped.',
}

/** The same for the ear: one sentence for each change of phase, and no more. */
export function announcement(snapshot: Snapshot): string {
  if (snapshot.retryAt !== null) return 'The model is busy. It will be asked again by itself.'
  return snapshot.status === 'error' ? describeError(snapshot.error).title : announcements[snapshot.status]
}

const MINUTE_MS = 60_000

/** `3.4 s` up to a minute, `1:05` from there. */
export function duration(ms: number): string {
  if (ms < MINUTE_MS) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
  const seconds = Math.floor((ms % MINUTE_MS) / 1000)
  return `${Math.floor(ms / MINUTE_MS)}:${String(seconds).padStart(2, '0')}`
}

const shortMs = 950

/** `Thought for 3 s`; where that is not known, `Thoughts`. */
export function thoughtFor(ms: number | null): string {
  if (ms === null) return 'Thoughts'
  if (ms < shortMs) return 'Thought for a moment'
  return `Thought for ${duration(Math.round(ms / 1000) * 1000).replace('.0', '')}`
}

const KB = 1024
const MB = 1024 * KB

export function fileSize(bytes: number): string {
  return bytes < MB ? `${Math.round(bytes / KB)} KB` : `${(bytes / MB).toFixed(1)} MB`
}

/** `$0.0342`: a run costs cents, so four decimals. */
export function dollars(usd: number): string {
  return `$${usd.toFixed(4)}`
}

export function count(value: number): string {
  return value.toLocaleString('en')
}

/** What a turn is called where there is no room for its picture. */
export function turnName(turn: { readonly prompt: string }): string {
  return turn.prompt || 'Your picture'
}
