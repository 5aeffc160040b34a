import assert from 'node:assert/strict'
import { isImageStreamError } from '../../src/errors.ts'
import { createFrameSplitter } from '../../src/gemini/frames.ts'
import { createPayloadLifter } from '../../src/gemini/payloads.ts'
import { cutAtRandom, cutEveryWay, seededRandom, type CutPlan } from '../cuts.ts'
import { describePieces, readVectors, type Check, type CheckSet } from './check.ts'

interface JsonCase {
  readonly id: string
  /** Of the suite. */
  readonly expect?: 'accept' | 'reject' | 'either'
  /** Of this very engine, after a lossy UTF-8 decoder. */
  readonly v8LossyUtf8?: 'accept' | 'reject'
  readonly bodyBase64: string
}

/** What a text comes to. `too-deep` is refused before it is parsed, whatever else is wrong with it. */
type Verdict = { readonly is: 'value'; readonly value: unknown } | { readonly is: 'no-json' | 'too-deep' }

/** How deep the stages let JSON be nested. */
const maxDepth = 64

/** Each text as the data of an event, through the stages that look into JSON before it is parsed. */
export function jsonChecks(plan: CutPlan): readonly CheckSet[] {
  const parsing = readVectors<JsonCase>('json/jsontestsuite-parsing.json').cases
  const transform = readVectors<JsonCase>('json/jsontestsuite-transform.json').cases
  const deep = parsing.filter((each) => verdictOfWhole(bytesOf(each)).is === 'too-deep')
  return [
    {
      what: 'JSON as event data, test_parsing',
      checks: parsing.map((each) => toCheck(each, plan)),
      remark: `refused for their depth: ${deep.map(({ id }) => id).join(', ')}`,
    },
    { what: 'JSON as event data, test_transform', checks: transform.map((each) => toCheck(each, plan)) },
  ]
}

function toCheck(each: JsonCase, plan: CutPlan): Check {
  return {
    name: each.id,
    run() {
      const expected = verdictOfWhole(bytesOf(each))
      expectSuite(each, expected.is)
      let runs = 0
      for (const pieces of cutEveryWay(asEvent(bytesOf(each)), plan)) {
        runs += 1
        assert.deepEqual(readAsData(pieces), expected, describePieces(pieces))
      }
      return runs
    },
  }
}

/** Our own yardstick agrees with the suite, but for depth, and for a byte order mark: in an event it begins no file. */
function expectSuite(each: JsonCase, is: Verdict['is']): void {
  const verdict = is === 'value' ? 'accept' : 'reject'
  if (each.expect !== 'either') assert.equal(verdict, each.expect ?? verdict)
  const isComparable = is !== 'too-deep' && !decode(bytesOf(each)).startsWith('\uFEFF')
  if (isComparable) assert.equal(verdict, each.v8LossyUtf8 ?? verdict)
}

function verdictOfWhole(bytes: Uint8Array): Verdict {
  const text = decode(bytes)
  return depthOf(text) > maxDepth ? { is: 'too-deep' } : verdictOf(text)
}

function verdictOf(text: string): Verdict {
  try {
    return { is: 'value', value: JSON.parse(text) as unknown }
  } catch {
    return { is: 'no-json' } // That it throws is all that is asked.
  }
}

/** Brackets that are open at the same time, strings left out. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (const bracket of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** A line for each line of the text, as a server that keeps to the standard would write it. */
function asEvent(bytes: Uint8Array): Uint8Array {
  const latin1 = Buffer.from(bytes).toString('latin1')
  const lines = latin1.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`)
  return Buffer.from(`${lines.join('')}\n`, 'latin1')
}

function readAsData(pieces: readonly Uint8Array[]): Verdict {
  const lifter = createPayloadLifter()
  const frames = createFrameSplitter()
  const texts: string[] = []
  try {
    for (const piece of pieces)
      for (const item of lifter.push(piece)) {
        assert.equal(item.type, 'text', 'there are no payloads here')
        if (item.type === 'text') texts.push(...frames.push(item.text).map(({ text }) => text))
      }
  } catch (error) {
    if (isImageStreamError(error) && error.code === 'protocol') return { is: 'too-deep' }
    throw error
  }
  // Whole JSON is given at the end of its line, so that blank lines of its own come as data without anything in them.
  const [only = '', ...more] = texts.filter((text, index) => index === 0 || text.trim() !== '')
  return more.length === 0 ? verdictOf(only) : { is: 'no-json' }
}

function bytesOf({ bodyBase64 }: JsonCase): Uint8Array {
  return Buffer.from(bodyBase64, 'base64')
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** Texts made by chance of what JSON is made of: the same verdict and value as the engine's own, however they are cut. */
export function randomJsonCheck(seed: number, texts: number): Check {
  return {
    name: `random texts, seed ${seed}`,
    run() {
      const random = seededRandom(seed)
      for (let count = 0; count < texts; count += 1) {
        const length = 1 + Math.floor(random() * 24)
        const text = Array.from({ length }, () => tokens[Math.floor(random() * tokens.length)]).join('')
        const pieces = cutAtRandom(asEvent(Buffer.from(text)), random)
        assert.deepEqual(
          readAsData(pieces),
          verdictOf(text),
          `${JSON.stringify(text)} as ${describePieces(pieces)}`,
        )
      }
      return texts
    },
  }
}

const structure = ['{', '}', '[', ']', ':', ',', '"', '"a"', '"a":', '{"a":', '[1,2]', '""', ' ', '\t']
const scalars = ['0', '-1', '1e9', '.5', 'true', 'null', 'nul', '"{"', '"\\\\"']
const characters = ['\\', '\\"', '\\u0041', '雪', '🦊', '\uFEFF', '\0']
const tokens = [...structure, ...scalars, ...characters]
