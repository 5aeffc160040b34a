import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { errorWithoutSecret, withoutSecret } from './secret.ts'

const key = 'CANARY+key/4f1c9a=='

test('a key is taken out of a text wherever it stands, also as in an address', () => {
  const text = `${key}, https://a.example/?key=${encodeURIComponent(key)}&alt=sse`
  expect(withoutSecret(text, key)).toBe('[secret], https://a.example/?key=[secret]&alt=sse')
})

test('a key that is too short to be one is left in', () => {
  expect(withoutSecret('a test', 'test')).toBe('a test')
})

test('an error keeps its words and its cause, and nothing of the key, however it was thrown', () => {
  const url = `https://a.example/?key=${encodeURIComponent(key)}`
  const inner = Object.assign(new Error(`refused: ${url}`), { headers: { authorization: key } })
  const thrown = Object.assign(new TypeError(`fetch failed: ${key}`, { cause: inner }), { url })
  const error = errorWithoutSecret(thrown, key)
  expect(error.message).toBe('TypeError: fetch failed: [secret]')
  expect(String(error.cause)).toContain('Error: refused: https://a.example/?key=[secret]')
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('CANARY')
  expect(errorWithoutSecret(`no ${key}`, key).message).toBe('no [secret]')
})
