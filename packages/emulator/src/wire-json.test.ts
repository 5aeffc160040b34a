import { expect, test } from 'vitest'
import { base64Segment, bytesOf } from './segment.ts'
import { toWireJson, type JsonStyle, type WireValue } from './wire-json.ts'

function written(value: WireValue, style: JsonStyle): string {
  return new TextDecoder().decode(bytesOf(toWireJson(value, style)))
}

const value: WireValue = {
  candidates: [{ content: { parts: [{ text: 'é "quoted"\n' }], role: 'model' }, index: 0 }],
  left: undefined,
  empty: {},
  none: [],
  nothing: null,
}

test('one line has a space after a colon and none after a comma, as recorded from Google', () => {
  expect(written(value, 'google')).toBe(
    String.raw`{"candidates": [{"content": {"parts": [{"text": "é \"quoted\"\n"}],"role": "model"},"index": 0}],"empty": {},"none": [],"nothing": null}`,
  )
})

test('compact JSON has no spaces', () => {
  expect(written({ a: [1, { b: true }] }, 'compact')).toBe('{"a":[1,{"b":true}]}')
})

test('pretty JSON is what JSON.stringify writes with two spaces', () => {
  expect(written(value, 'pretty')).toBe(JSON.stringify(value, null, 2))
})

test('a segment is written as a text in its place', () => {
  const data = base64Segment(Uint8Array.of(1, 2, 3, 4))
  expect(written({ a: 1, inlineData: { data }, b: 2 }, 'google')).toBe(
    '{"a": 1,"inlineData": {"data": "AQIDBA=="},"b": 2}',
  )
})
