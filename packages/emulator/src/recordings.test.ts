import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import { createEmulator } from './emulator.ts'
import { ask, bodyOf, chunksIn, MODEL, QUICK } from './test-client.ts'

// Our shapes against recorded traffic: where both have a key, it stands in the same place.
// The recordings are other people's, and are not part of this repository.

const recordings = sharedPath('recordings')
const where = recordings ? '' : ' (skipped: no recordings; IMAGE_STREAM_SHARED says where they are)'

function recorded(name: string): string {
  return readFileSync(join(recordings ?? '', name), 'utf8')
}

function recordedBody(name: string): unknown {
  return (JSON.parse(recorded(name)) as { body: unknown }).body
}

/** Place → its keys, in order; list items share a place. */
function keyOrders(value: unknown, place = '$', orders = new Map<string, string[][]>()): typeof orders {
  if (Array.isArray(value)) {
    for (const item of value) keyOrders(item, `${place}[]`, orders)
  } else if (typeof value === 'object' && value !== null) {
    orders.set(place, [...(orders.get(place) ?? []), Object.keys(value)])
    for (const [key, field] of Object.entries(value)) keyOrders(field, `${place}.${key}`, orders)
  }
  return orders
}

/** Places at which `ours` has two keys in another order than `theirs`. */
function contradictions(ours: unknown, theirs: unknown): readonly string[] {
  const mine = keyOrders(ours)
  return [...keyOrders(theirs)].flatMap(([place, lists]) =>
    lists.flatMap((list) =>
      (mine.get(place) ?? []).flatMap((keys) => {
        const [a, b] = [keys.filter((key) => list.includes(key)), list.filter((key) => keys.includes(key))]
        return a.join() === b.join() ? [] : [`${place}: ours ${a.join()}, theirs ${b.join()}`]
      }),
    ),
  )
}

describe.skipIf(!recordings)(`as recorded${where}`, () => {
  const emulator = createEmulator(QUICK)
  const vertexPath = `/v1beta1/projects/p/locations/l/publishers/google/models/${MODEL}`

  test('a whole answer of Google has its keys in order', async () => {
    const path = `/v1beta/models/${MODEL}:generateContent`
    const { text } = await ask(emulator, { path, body: bodyOf('a cat', { thinkingConfig: {} }) })
    const theirs = recordedBody('unary/googleai-3.1-flash-lite-image.json')
    expect(contradictions(JSON.parse(text), theirs)).toEqual([])
    // Nothing that the recording lacks, and all that it has.
    const keysOf = (value: unknown): readonly string[] =>
      [...keyOrders(value)]
        .flatMap(([place, lists]) => lists.flat().map((key) => `${place}.${key}`))
        .filter((key) => !key.includes('_elided'))
    expect(keysOf(JSON.parse(text)).toSorted()).toEqual(keysOf(theirs).toSorted())
  })

  test('a whole answer that was searched for has its keys in order', async () => {
    const path = '/v1beta/models/gemini-3-pro-image:generateContent'
    const body = { contents: [{ parts: [{ text: 'the weather' }] }], tools: [{ google_search: {} }] }
    const { text } = await ask(emulator, { path, body })
    expect(text).toContain('"webSearchQueries"')
    // Whoever recorded it sorted the outer keys.
    const candidates = (value: unknown): unknown => (value as { candidates: unknown }).candidates
    const theirs = recordedBody('unary/googleai-3-pro-image.grounding.json')
    expect(contradictions(candidates(JSON.parse(text)), candidates(theirs))).toEqual([])
  })

  test('a whole answer of Vertex has its keys in order', async () => {
    const body = bodyOf('a cat', { thinkingConfig: {} })
    const { text } = await ask(emulator, { path: `${vertexPath}:generateContent`, body })
    expect(
      contradictions(JSON.parse(text), recordedBody('unary/vertexai-3.1-flash-lite-image.json')),
    ).toEqual([])
  })

  test.each([
    ['googleai-2.5-flash.usage-every-chunk.raw.sse', `/v1beta/models/${MODEL}`],
    ['vertexai-3-flash.single-chunk.raw.sse', vertexPath],
  ])('chunks have the keys of %s in order', async (name, path) => {
    const { chunks } = await ask(emulator, { path: `${path}:streamGenerateContent` })
    expect(contradictions(chunks, chunksIn(recorded(`stream/${name}`)))).toEqual([])
  })

  test('a line is spaced as theirs are', async () => {
    const spacing = (text: string): ReadonlySet<string> =>
      new Set(text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/""\s*:\s*|,\s*(?=["{[])/g))
    const { text } = await ask(emulator)
    const line = (body: string): string => body.split(/\r?\n/)[0] ?? ''
    expect(spacing(line(text))).toEqual(
      spacing(line(recorded('stream/googleai-2.5-flash.usage-every-chunk.raw.sse'))),
    )
  })

  test('the JSON array is laid out as theirs is', async () => {
    const layout = (text: string): string => text.replace(/[^[\]{},\r\n ]+/g, '').replace(/ +/g, ' ')
    const theirs = recorded('stream/googleai-3.6-flash.json-array.no-alt-sse.json')
    const { text } = await ask(emulator, { query: 'key=test' })
    const seam = /\}\n,\r\n\{\n {2}"candidates": \[\n/
    expect(theirs).toMatch(seam)
    expect(text).toMatch(seam)
    expect(layout(text).slice(0, 20)).toBe(layout(theirs).slice(0, 20))
  })

  test.each([
    ['400-api-key-invalid.googleai.json', 'bad-key'],
    ['403-service-disabled.googleai.json', 'service-disabled'],
    ['429-retry-info.json', 'quota-minute'],
    ['400-failed-precondition-location.json', 'region'],
    ['429-rate-limit-exceeded.json', 'rate-limit'],
    ['404-model-not-found.googleai.json', 'unknown-model'],
    ['400-invalid-argument-image-rejected.json', 'invalid-argument'],
  ])('the error of %s has its keys, code and status', async (name, scenario) => {
    const { text } = await ask(emulator, { scenario })
    const [ours, theirs] = [JSON.parse(text), JSON.parse(recorded(`errors/${name}`))] as {
      error: { code: number; status: string }
    }[]
    expect(contradictions(ours, theirs)).toEqual([])
    expect(ours?.error.code).toBe(theirs?.error.code)
    expect(ours?.error.status).toBe(theirs?.error.status)
  })
})
