import { createError, isErrorCode, type ErrorCode, type ErrorInit, type ImageStreamError } from '../errors.ts'
import { broken, isRecord, type Wire } from './wire-fields.ts'

/** An error as it travels: without what had arrived, which the other side has, and without its cause. */
export function errorToWire(error: ImageStreamError): object {
  const { partial: _partial, name: _name, cause: _cause, stack: _stack, ...fields } = error
  return { ...fields, message: error.message }
}

/** The error that travelled, or a `protocol` one where it is not in its form. */
export function errorFromWire(wire: unknown): ImageStreamError {
  if (
    !isRecord(wire) ||
    !isErrorCode(wire['code']) ||
    typeof wire['message'] !== 'string' ||
    !hasItsExtras(wire)
  )
    return broken('an error is not in its form')
  const { code } = wire
  const taken = [...commonFields, extraFields[code] ?? ''].filter((field) => Object.hasOwn(wire, field))
  const fields = Object.fromEntries(taken.map((field) => [field, wire[field]]))
  // The rest is shown and linked to, never acted on: a field of the wrong kind spoils a message and no more.
  return createError(code, fields as unknown as ErrorInit<typeof code>)
}

/** What is taken over of every error. No other name may reach an object that has methods. */
const commonFields = [
  'message',
  'advice',
  'phase',
  'billed',
  'httpStatus',
  'reason',
  'detail',
  'runId',
] as const

const extraFields: Partial<Record<ErrorCode, string>> = {
  'invalid-input': 'issues',
  quota: 'retryAt',
  'rate-limit': 'retryAt',
  overloaded: 'retryAt',
  blocked: 'subject',
}

/** What a view reads without asking, as the types say that it is there. */
function hasItsExtras(wire: Wire): boolean {
  const { code, issues, retryAt, subject } = wire
  if (code === 'invalid-input')
    return (
      Array.isArray(issues) &&
      issues.every(
        (each) => isRecord(each) && typeof each['message'] === 'string' && typeof each['field'] === 'string',
      )
    )
  if (code === 'quota' || code === 'rate-limit' || code === 'overloaded')
    return retryAt === null || typeof retryAt === 'number'
  return code !== 'blocked' || subject === 'prompt' || subject === 'reference' || subject === 'result'
}
