import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChunkKind } from './chunks.ts'
import type { Frame } from './frames.ts'
import type { Moment } from './fault-switches.ts'
import type { Switches } from './options.ts'
import { streamScript, type Script } from './script.ts'
import { cutAtByte, editScript } from './script-edits.ts'
import { bytesOf, lengthOf, piecesOf, textSegment } from './segment.ts'
import { settle } from './settings.ts'

function frame(kind: ChunkKind, text: string, finishes = false): Frame {
  return { kind, finishes, segments: [textSegment(text)] }
}

const frames = [
  frame('thought', 'T1;'),
  frame('thought', 'T2;'),
  frame('thought', 'T3;'),
  frame('picture', 'PICTURES'),
  frame('finish', 'F;', true),
  frame('usage', 'U;'),
]

function scriptOf(switches: Switches = {}): Script {
  const settings = settle({ pace: 'instant', ...switches }, 'google')
  const script = streamScript({
    frames,
    form: 'sse',
    headers: {},
    settings,
    errorEnvelope: switches.error === undefined ? null : { error: { code: 503 } },
  })
  return editScript(script, { ...settings, contentType: undefined, encoding: null, http: null })
}

/** The script in a line: bytes as they are, everything else in angle brackets. */
function told(script: Script): string {
  return script
    .map((step) => {
      if (step.do === 'send') return new TextDecoder().decode(bytesOf(step.segments))
      if (step.do === 'wait') return step.ms === 0 ? '' : `<${step.ms}>`
      return `<${step.do}>`
    })
    .join('')
}

test('a whole answer is headers and frames', () => {
  expect(told(scriptOf())).toBe('<head>T1;T2;T3;PICTURESF;U;')
})

describe('a cut breaks off where it is told', () => {
  test.each<[Moment, string]>([
    ['headers', '<cut>'],
    ['start', '<head><cut>'],
    ['thinking', '<head>T1;T2;<cut>'],
    ['picture', '<head>T1;T2;T3;PICT<cut>'],
    ['after-picture', '<head>T1;T2;T3;PICTURES<cut>'],
    ['after-finish', '<head>T1;T2;T3;PICTURESF;<cut>'],
    [0, '<head><cut>'],
    [2, '<head>T1;T2;<cut>'],
    [99, '<head>T1;T2;T3;PICTURESF;U;<cut>'],
  ])('at %s', (at, expected) => {
    expect(told(scriptOf({ cut: { at } }))).toBe(expected)
    expect(told(scriptOf({ cut: { at, how: 'reset' } }))).toBe(expected.replace('cut', 'reset'))
  })

  test('at any byte, the bytes before it are those of the whole', () => {
    const whole = told(scriptOf()).replace('<head>', '')
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (byte) => {
        expect(told(scriptOf({ cut: { byte } }))).toBe(`<head>${whole.slice(0, byte)}<cut>`)
      }),
    )
  })

  test('a byte after the end cuts nothing', () => {
    const script = scriptOf()
    expect(cutAtByte(script, { byte: 10_000 })).toEqual(script)
  })
})

describe('silence and errors', () => {
  test('silence for a time, and then the rest', () => {
    expect(told(scriptOf({ silence: { at: 'picture', ms: 50 } }))).toBe('<head>T1;T2;T3;PICT<50>URESF;U;')
  })

  test('silence without a time has no end', () => {
    expect(told(scriptOf({ silence: { at: 'start' } }))).toBe('<head><Infinity>T1;T2;T3;PICTURESF;U;')
  })

  test('a framed error is an event, a raw one is not, and nothing follows', () => {
    expect(told(scriptOf({ error: { name: 503, at: 'picture' } }))).toBe(
      '<head>T1;T2;T3;data: {"error": {"code": 503}}\r\n\r\n<cut>',
    )
    expect(told(scriptOf({ error: { name: 503, at: 1, as: 'raw' } }))).toBe(
      '<head>T1;{\n  "error": {\n    "code": 503\n  }\n}\n<cut>',
    )
  })

  test('an error in the picture follows on a new line what was sent of it', () => {
    expect(told(scriptOf({ error: { name: 503, at: 'mid-picture' } }))).toBe(
      '<head>T1;T2;T3;PICT\r\n\r\ndata: {"error": {"code": 503}}\r\n\r\n<cut>',
    )
    expect(told(scriptOf({ error: { name: 503, at: 'mid-picture', as: 'raw' } }))).toBe(
      '<head>T1;T2;T3;PICT\r\n{\n  "error": {\n    "code": 503\n  }\n}\n<cut>',
    )
  })
})

describe('network pieces', () => {
  /** Lengths of the pieces in which each step is sent. */
  const cuts = (script: Script): readonly (readonly number[])[] =>
    script.flatMap((step) =>
      step.do !== 'send' || step.pieceBytes === undefined
        ? []
        : [[...piecesOf(step.segments, step.pieceBytes)].map(({ length }) => length)],
    )

  test('the body is cut anew, whatever its events', () => {
    const script = scriptOf({ pieces: { bytes: 7, gapMs: 2 } })
    expect(told(script)).toBe('<head>T1;T2;T3;PICTURESF;U;')
    expect(cuts(script)).toEqual([[7, 7, 7]])
    expect(script.at(-1)).toMatchObject({ overMs: 6 })
  })

  test('only a real wait parts them', () => {
    const script = scriptOf({ pieces: { bytes: 100 }, silence: { at: 'picture', ms: 5 } })
    expect(told(script)).toBe('<head>T1;T2;T3;PICT<5>URESF;U;')
    expect(cuts(script)).toEqual([[13], [8]])
  })

  test('an error can be spread over several', () => {
    const script = scriptOf({ error: { name: 503, at: 1, pieces: 4 } })
    expect(cuts(script)).toEqual([[9, 9, 9, 7]])
  })
})

describe('pace', () => {
  test('a watchable answer takes five to six seconds, its picture spread over one and a half', () => {
    const script = scriptOf({ pace: 'watchable' })
    const waits = script.reduce((sum, step) => sum + (step.do === 'wait' ? step.ms : 0), 0)
    const spread = script.reduce((sum, step) => sum + (step.do === 'send' ? step.overMs : 0), 0)
    expect(spread).toBe(1_500)
    expect(waits + spread).toBeGreaterThan(5_000)
    expect(waits + spread).toBeLessThan(6_000)
  })

  test('without thoughts the thinking time is silence before the headers', () => {
    const settings = settle({ pace: { firstByteMs: 100, thinkingMs: 400 } }, 'google')
    const script = streamScript({
      frames: frames.slice(3),
      form: 'sse',
      headers: {},
      settings,
      errorEnvelope: null,
    })
    expect(script.slice(0, 2)).toMatchObject([{ do: 'wait', ms: 500 }, { do: 'head' }])
  })

  test('a half of a cut picture takes half of its time', () => {
    const script = scriptOf({ pace: { pictureMs: 1_000 }, cut: { at: 'picture' } })
    const half = script.findLast((step) => step.do === 'send')
    expect(half).toMatchObject({ overMs: 500 })
    expect(half?.do === 'send' && lengthOf(half.segments)).toBe(4)
  })
})
