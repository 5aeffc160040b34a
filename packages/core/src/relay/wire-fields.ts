import { createError, type ImageStreamError } from '../errors.ts'

/** One event or error as it travels, before anything in it is trusted. */
export type Wire = Readonly<Record<string, unknown>>

export function parseWire(data: string): Wire {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    throw broken('an event is not JSON')
  }
  if (!isRecord(value)) throw broken('an event is not an object')
  return value
}

export function text(wire: Wire, field: string): string {
  const value = wire[field]
  if (typeof value !== 'string') throw broken(`${field} is not a text`)
  return value
}

export function count(wire: Wire, field: string): number {
  const value = wire[field]
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw broken(`${field} is not a count`)
  return value
}

export function record(wire: Wire, field: string): Wire {
  const value = wire[field]
  if (!isRecord(value)) throw broken(`${field} is not an object`)
  return value
}

export function isRecord(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function broken(what: string): ImageStreamError {
  return createError('protocol', {
    phase: 'relay',
    message: `The relay's answer is broken: ${what}. Client and server may be of different versions.`,
  })
}
