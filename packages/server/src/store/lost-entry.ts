import { createError } from '@image-stream/core'
import { errorToWire } from '@image-stream/core/relay'
import type { LogEntry } from './run-store.ts'

/** The last entry of a run whose producer is gone, written by whoever finds that out. */
export function lostEntry(runId: string): LogEntry {
  const error = createError('lost', { runId })
  return { json: JSON.stringify({ type: 'error', error: errorToWire(error) }), bytes: null }
}
