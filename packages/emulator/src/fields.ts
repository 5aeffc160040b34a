import { decodeBase64 } from './base64.ts'
import { badFields } from './errors.ts'
import { unknownName } from './refused-input.ts'

/**
 * Proto-JSON as Google's front end reads it: every field in camelCase or snake_case, unknown names
 * refused by path, one object accepted where a list of them is meant.
 */
export type Field = Scalar | 'any' | ListField | MessageField

type Scalar = 'string' | 'bool' | 'int32' | 'number' | 'bytes' | 'enum'

interface ListField {
  readonly list: Field
}

export interface MessageField {
  readonly fields: Readonly<Record<string, Field>>
}

/** A message after reading: camelCase names, nulls dropped, values of the types of the schema. */
export type Message = Readonly<Record<string, unknown>>

export function message(fields: Readonly<Record<string, Field>>): MessageField {
  return { fields }
}

export function list(of: Field): ListField {
  return { list: of }
}

interface Violation {
  readonly field: string
  readonly description: string
}

/**
 * Reads a whole JSON payload.
 * @throws ApiError 400 that names each unknown field and each value of a wrong type.
 */
export function readPayload(schema: MessageField, payload: unknown): Message {
  const violations: Violation[] = []
  const read = readMessage(schema, payload, '', violations)
  if (violations.length > 0) throw badFields(violations)
  return read
}

function readMessage(schema: MessageField, value: unknown, path: string, violations: Violation[]): Message {
  if (!isRecord(value)) {
    violations.push(invalidValue(path, 'an object', value))
    return {}
  }
  const read: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    const known = camelCase(name)
    const type = Object.hasOwn(schema.fields, known) ? schema.fields[known] : undefined
    if (type === undefined) {
      violations.push(unknownField(path, name))
    } else if (field !== null) {
      read[known] = readField(type, field, join(path, snakeCase(known)), violations)
    }
  }
  return read
}

function readField(type: Field, value: unknown, path: string, violations: Violation[]): unknown {
  if (type === 'any') return value
  if (typeof type === 'object') {
    if ('fields' in type) return readMessage(type, value, path, violations)
    const items: readonly unknown[] = Array.isArray(value) ? value : [value]
    return items.map((item, index) => readField(type.list, item, `${path}[${index}]`, violations))
  }
  const read = readScalar(type, value)
  if (read === undefined) violations.push(invalidValue(path, PROTO_NAMES[type], value, type))
  return read
}

/** `undefined`: not a value of that type. */
function readScalar(type: Scalar, value: unknown): unknown {
  switch (type) {
    case 'string':
    case 'enum':
      return typeof value === 'string' ? value : undefined
    case 'bool':
      return typeof value === 'boolean' ? value : undefined
    case 'int32': {
      const number = toNumber(value)
      return Number.isInteger(number) && Math.abs(number) <= 0x7fffffff ? number : undefined
    }
    case 'number': {
      const number = toNumber(value)
      return Number.isFinite(number) ? number : undefined
    }
    case 'bytes':
      return typeof value === 'string' && decodeBase64(value) !== null ? value : undefined
    default:
      return type satisfies never
  }
}

/** Proto-JSON also writes numbers as texts. */
function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
}

const PROTO_NAMES: Readonly<Record<Scalar, string>> = {
  string: 'TYPE_STRING',
  bool: 'TYPE_BOOL',
  int32: 'TYPE_INT32',
  number: 'TYPE_FLOAT',
  bytes: 'TYPE_BYTES',
  enum: 'TYPE_ENUM',
}

function unknownField(path: string, name: string): Violation {
  return { field: path, description: unknownName(path, name) }
}

function invalidValue(path: string, expected: string, value: unknown, type?: Scalar): Violation {
  const shown = JSON.stringify(value).slice(0, 64)
  const said = type === 'bytes' ? `Base64 decoding failed for ${shown}` : shown
  return { field: path, description: `Invalid value at '${path}' (${expected}), ${said}` }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}

/** The way in which Google's messages spell a field. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
