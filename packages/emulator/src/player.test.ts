import { describe, expect, test } from 'vitest'
import type { Outcome } from './ledger.ts'
import { play, type Audience } from './player.ts'
import type { Script, Step } from './script.ts'
import { textSegment } from './segment.ts'

interface Notes extends Audience {
  readonly heard: string[]
}

function listen(): Notes {
  const heard: string[] = []
  return {
    heard,
    began: (status) => void heard.push(`began ${status}`),
    sent: (bytes) => void heard.push(`sent ${bytes}`),
    ended: (outcome: Outcome) => void heard.push(outcome),
  }
}

const head: Step = { do: 'head', status: 200, headers: { 'content-type': 'text/plain' } }

function say(text: string, overMs = 0): Step {
  return { do: 'send', segments: [textSegment(text)], overMs }
}

async function perform(script: Script, notes: Notes, signal?: AbortSignal): Promise<Response> {
  return await play(script, notes, new Request('http://e/', signal === undefined ? {} : { signal }))
}

test('headers, bytes and the end are played and noted', async () => {
  const notes = listen()
  const response = await perform([head, say('one'), say('two')], notes)
  expect(response.headers.get('content-type')).toBe('text/plain')
  expect(await response.text()).toBe('onetwo')
  expect(notes.heard).toEqual(['began 200', 'sent 3', 'sent 3', 'completed'])
})

test('nothing is made before it is wanted', async () => {
  const notes = listen()
  const response = await perform([head, say('one'), say('two')], notes)
  const reader = response.body?.getReader()
  expect(notes.heard).toEqual(['began 200'])
  await reader?.read()
  expect(notes.heard).toEqual(['began 200', 'sent 3'])
})

test('large bytes come in pieces of 32 KiB', async () => {
  const notes = listen()
  await (await perform([head, say('x'.repeat(70_000))], notes)).text()
  expect(notes.heard).toEqual(['began 200', 'sent 32768', 'sent 32768', 'sent 4464', 'completed'])
})

test('pieces are spread over their time', async () => {
  const started = performance.now()
  await (await perform([head, say('x'.repeat(4 * 32_768), 80)], listen())).text()
  const took = performance.now() - started
  expect(took).toBeGreaterThan(50)
  expect(took).toBeLessThan(5_000)
})

test('an empty body is complete without being read', async () => {
  const notes = listen()
  await perform([{ do: 'head', status: 204, headers: {} }], notes)
  expect(notes.heard).toEqual(['began 204', 'completed'])
})

describe('breaks', () => {
  test('a cut ends the body as if it were whole', async () => {
    const notes = listen()
    expect(await (await perform([head, say('one'), { do: 'cut' }], notes)).text()).toBe('one')
    expect(notes.heard.at(-1)).toBe('cut')
  })

  test('a reset fails it', async () => {
    const notes = listen()
    const response = await perform([head, say('one'), { do: 'reset' }], notes)
    await expect(response.text()).rejects.toThrow(TypeError)
    expect(notes.heard.at(-1)).toBe('cut')
  })

  test('a break before the headers rejects as fetch does', async () => {
    const notes = listen()
    await expect(perform([{ do: 'reset' }, head], notes)).rejects.toThrow(TypeError)
    expect(notes.heard).toEqual(['cut'])
  })
})

describe('a client that leaves', () => {
  const silence: Step = { do: 'wait', ms: Infinity }

  test('cancels a body in the middle of a wait', async () => {
    const notes = listen()
    const reader = (await perform([head, say('one'), silence], notes)).body?.getReader()
    await reader?.read()
    const pending = reader?.read()
    await reader?.cancel()
    await pending
    expect(notes.heard).toEqual(['began 200', 'sent 3', 'closed'])
  })

  test('aborts before the headers', async () => {
    const notes = listen()
    const leaving = new AbortController()
    const response = perform([silence, head], notes, leaving.signal)
    leaving.abort()
    await expect(response).rejects.toThrow('abort')
    expect(notes.heard).toEqual(['closed'])
  })

  test('aborts while it waits for a byte', async () => {
    const notes = listen()
    const leaving = new AbortController()
    const text = (await perform([head, silence], notes, leaving.signal)).text()
    leaving.abort()
    await expect(text).rejects.toThrow('abort')
    expect(notes.heard).toEqual(['began 200', 'closed'])
  })

  test('aborts while nobody reads', async () => {
    const notes = listen()
    const leaving = new AbortController()
    await perform([head, say('one')], notes, leaving.signal)
    leaving.abort()
    expect(notes.heard).toEqual(['began 200', 'closed'])
  })

  test('had left already', async () => {
    const notes = listen()
    await expect(perform([head], notes, AbortSignal.abort())).rejects.toThrow('abort')
    expect(notes.heard).toEqual(['closed'])
  })
})

test('a wait ends early when what it waits for has come', async () => {
  const notes = listen()
  const gate = Promise.withResolvers<void>()
  const text = (
    await perform([head, { do: 'wait', ms: Infinity, until: gate.promise }, say('on')], notes)
  ).text()
  gate.resolve()
  expect(await text).toBe('on')
})
