import assert from 'node:assert/strict'
import { isImageStreamError, type ErrorCode } from '../src/errors.ts'
import { createRunDecoder } from '../src/relay/run-protocol.ts'
import { runBody } from './run-body.ts'
import type { Check, CheckSet } from './vectors/check.ts'
import { base64, finish, picture, pngBytes, sse, usageMetadata } from './wire.ts'

type Outcome = 'success' | ErrorCode

/** Typically a few milliseconds; a loaded machine is slow, not wrong. */
const maxMs = 5_000

const good = base64(pngBytes(8, 6, 90))
const polluted =
  '{"polluted":true,"candidates":[{"finishReason":"SAFETY"}],"error":{"code":500,"message":"x"}}'

/** The ways to write a key that reaches for a prototype. */
const reaches = {
  'own __proto__': `"__proto__":${polluted}`,
  'escaped __proto__': `"\\u005f\\u005fproto\\u005f\\u005f":${polluted}`,
  'constructor.prototype': `"constructor":{"prototype":${polluted}}`,
} as const

/** Where such a key stands in an event. */
const places: Readonly<Record<string, (member: string) => string>> = {
  event: (member) => `{${member}}`,
  candidate: (member) => `{"candidates":[{${member}}]}`,
  content: (member) => `{"candidates":[{"content":{${member}}}]}`,
  part: (member) => `{"candidates":[{"content":{"parts":[{${member},"text":"x"}]}}]}`,
  picture: (member) => `{"candidates":[{"content":{"parts":[{"inlineData":{${member},"data":"${good}"}}]}}]}`,
  feedback: (member) => `{"promptFeedback":{${member}}}`,
  usage: (member) => `{"usageMetadata":{${member}}}`,
}

const part = (member: string): string => `{"candidates":[{"content":{"parts":[{${member}}]}}]}`
const keys = (count: number): string => Array.from({ length: count }, (_, index) => `"k${index}":0`).join(',')

const others: readonly (readonly [name: string, event: string, outcome: Outcome])[] = [
  [
    'an error with __proto__',
    `{"error":{${reaches['own __proto__']},"code":400,"message":"No."}}`,
    'invalid-input',
  ],
  [
    'an error without a prototype’s methods',
    '{"error":{"code":{"toString":1},"message":{"valueOf":2}}}',
    'upstream',
  ],
  [
    'names of methods as keys',
    '{"then":1,"toJSON":2,"toString":3,"hasOwnProperty":4,"length":-1}',
    'success',
  ],
  ['a key twice', '{"candidates":[{"finishReason":"SAFETY"}],"candidates":[]}', 'success'],
  ['two payloads under one key', part(`"inlineData":{"data":"AAAA","data":"${good}"}`), 'bad-image'],
  [
    'two pictures under one key',
    part(`"inlineData":{"data":"${good}"},"inlineData":{"data":"${good}"}`),
    'protocol',
  ],
  ['a placeholder of ours as text', part('"text":"#1"'), 'success'],
  // Too short for a byte: like an empty picture, it is no matter beside a good one.
  ['a placeholder of ours as a picture', part('"inlineData":{"data":"#1"}'), 'success'],
  ['a placeholder under an escaped key', part('"inline\\u0044ata":{"data":"#1"}'), 'success'],
  ['100,000 open arrays', '['.repeat(100_000), 'protocol'],
  ['100,000 open objects', '{"a":'.repeat(100_000), 'protocol'],
  ['100,000 levels, closed', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'protocol'],
  ['10,000 keys', `{${keys(10_000)}}`, 'success'],
  ['100,001 keys', `{${keys(100_001)}}`, 'protocol'],
  ['a million empty arrays', `{"a":[${'[],'.repeat(1_000_000)}0]}`, 'protocol'],
  [
    'numbers beyond doubles',
    '{"usageMetadata":{"promptTokenCount":1e400,"totalTokenCount":-1e400}}',
    'success',
  ],
  [
    'a number of a million digits',
    `{"usageMetadata":{"promptTokenCount":${'9'.repeat(1_000_000)}}}`,
    'success',
  ],
  ['lone surrogates', part('"text":"\\ud800\\udc00\\udfff\\ud800"'), 'success'],
  ['NUL and controls', part('"text":"\\u0000\\u001f\\u007f\\u2028"'), 'success'],
  ['a key of a megabyte', `{"${'k'.repeat(1_000_000)}":1}`, 'success'],
  ['a million escapes', `{"x":"${'\\u0041'.repeat(1_000_000)}"}`, 'success'],
  ['a million quotes in text', `{"x":"${'\\"'.repeat(1_000_000)}"}`, 'success'],
  ['more text than any model writes', part(`"text":"${'x'.repeat(1_000_000)}"`), 'too-large'],
]

const wireEvents: readonly (readonly [name: string, event: string])[] = [
  ['a text', `{"type":"text","text":"x",${reaches['own __proto__']}}`],
  [
    'usage',
    `{"type":"usage","usage":{${reaches['own __proto__']},"promptTokens":null,"thoughtTokens":null,"outputTokens":null,"imageTokens":null,"totalTokens":null}}`,
  ],
  [
    'an error',
    `{"type":"error","error":{"code":"upstream","message":"x",${reaches['own __proto__']},"constructor":1,"toString":2,"stack":3,"issues":4}}`,
  ],
]

/** Events that reach for more than an answer may, in an answer that is good otherwise. */
export function hostileJsonChecks(): CheckSet {
  const inAnswer = Object.entries(places).flatMap(([place, event]) =>
    Object.entries(reaches).map(([how, member]) => [`${how} in ${place}`, event(member), 'success'] as const),
  )
  return {
    what: 'hostile JSON',
    checks: [
      ...[...inAnswer, ...others].map(([name, event, outcome]) => answerCheck(name, event, outcome)),
      ...wireEvents.map(([name, event]) => wireCheck(`__proto__ in ${name} of a relay`, event)),
    ],
  }
}

function answerCheck(name: string, event: string, outcome: Outcome): Check {
  const body = Buffer.from(sse(event, picture(pngBytes(8, 6)), { ...finish('STOP'), usageMetadata }))
  return {
    name,
    async run() {
      const before = prototypes()
      const start = performance.now()
      const { error, success } = await runBody([body])
      const durationMs = performance.now() - start
      assert.equal(error?.code ?? 'success', outcome, error?.message)
      assert.equal(error === null, success !== null)
      assert.deepEqual(prototypes(), before)
      assert.ok(durationMs < maxMs, `it took ${Math.round(durationMs)} ms`)
      return 1
    },
  }
}

function wireCheck(name: string, event: string): Check {
  return {
    name,
    run() {
      const before = prototypes()
      const read = createRunDecoder().decode(event, '1')
      assert.ok(read && Object.getPrototypeOf(read) === Object.prototype)
      assert.ok(!('polluted' in read))
      if (read.type === 'error') {
        assert.ok(isImageStreamError(read.error) && Object.getPrototypeOf(read.error) === Error.prototype)
        assert.equal(String(read.error), 'ImageStreamError: x')
      }
      assert.deepEqual(prototypes(), before)
      return 1
    },
  }
}

/** What every object has, and every array, function, text and error. */
function prototypes(): readonly (readonly PropertyKey[])[] {
  return [Object, Array, Function, String, Error].map(({ prototype }) => Reflect.ownKeys(prototype))
}
