import assert from 'node:assert/strict'
import type { ImageStreamError } from '@image-stream/core'
import { recordFullAnswer, recordShortAnswers, type RecordedAnswer } from '../../cut-answers.ts'
import { openCutServer, type CutKind, type CutServer } from '../../cut-server.ts'
import type { Fault, FaultCase } from '../../fault.ts'
import { expectError, expectSuccess, observeRun } from '../../observe-run.ts'
import { viewRun } from '../../view-run.ts'

export const cleanEnds: Fault = {
  id: 'A3',
  title: 'a clean end after every byte: what is not whole never looks whole',
  sampleSize: 200,
  async *cases(context) {
    const server = await openCutServer(context)
    for (const answer of await recordShortAnswers()) {
      for (let length = 0; length <= answer.bytes.length; length += 1)
        yield cutCase(server, answer, length, 'clean')
      const lengths = Array.from({ length: 40 }, () => context.random.below(answer.bytes.length + 1))
      yield viewCase(server, answer, lengths)
    }
    yield closedCase(server)
  },
}

export const resets: Fault = {
  id: 'A4',
  title: 'a reset after every byte: what is not whole never looks whole',
  sampleSize: 200,
  async *cases(context) {
    const server = await openCutServer(context)
    for (const answer of await recordShortAnswers())
      for (let length = 0; length <= answer.bytes.length; length += 1)
        yield cutCase(server, answer, length, 'reset')
    yield closedCase(server)
  },
}

/** So many bytes on each side of an event's end. */
const edgeBytes = 64

export const fullSizeCuts: Fault = {
  id: 'A5',
  title: 'an answer of real size, cut anywhere and around every event’s end',
  sampleSize: 20,
  async *cases(context) {
    const server = await openCutServer(context)
    const answer = await recordFullAnswer()
    const { bytes, edges } = answer
    const lengths = new Set(Array.from({ length: 2_000 }, () => context.random.below(bytes.length + 1)))
    for (const edge of edges)
      for (let length = edge - edgeBytes; length <= edge + edgeBytes; length += 1)
        lengths.add(Math.min(bytes.length, Math.max(0, length)))
    for (const length of lengths)
      for (const kind of ['clean', 'reset'] as const) yield cutCase(server, answer, length, kind)
    yield closedCase(server)
  },
}

function cutCase(server: CutServer, answer: RecordedAnswer, length: number, kind: CutKind): FaultCase {
  return {
    name: `${answer.name}, ${kind} after byte ${length} of ${answer.bytes.length}`,
    async run() {
      const { isWhole, thoughts, images } = answer.judge(length)
      const run = await observeRun('A fox', server.optionsFor(answer, length, kind))
      if (isWhole) {
        const success = expectSuccess(run, images.length)
        assert.equal(success.thoughts, thoughts)
        await expectImages(success.images, images)
      } else {
        const { partial } = expectError(run, { ...expectedError(answer, length, kind), billed: 'maybe' })
        assert.equal(partial.thoughts, thoughts)
        await expectImages(partial.images, images)
      }
    },
  }
}

/** An empty answer is none of Gemini's, which nobody has cut. */
function expectedError(
  { protocol }: RecordedAnswer,
  length: number,
  kind: CutKind,
): Pick<ImageStreamError, 'code' | 'phase'> {
  const code = length === 0 && protocol === 'gemini' ? 'protocol' : 'truncated'
  return { code: kind === 'reset' ? 'network' : code, phase: 'streaming' }
}

async function expectImages(
  images: readonly { bytes(): Promise<Uint8Array> }[],
  expected: readonly Buffer[],
): Promise<void> {
  assert.equal(images.length, expected.length, 'whole pictures')
  for (const [index, image] of images.entries())
    assert.ok(expected[index]?.equals(await image.bytes()), `picture ${index} is what came for it`)
}

/** As a page shows it: what is made for the screen is taken back when the page lets go. */
function viewCase(server: CutServer, answer: RecordedAnswer, lengths: readonly number[]): FaultCase {
  return {
    name: `${answer.name}, cut ${lengths.length} times and shown`,
    async run() {
      for (const length of lengths) {
        const { isWhole, images } = answer.judge(length)
        const { status, liveUrls, madeUrls } = await viewRun(server.optionsFor(answer, length, 'clean'))
        assert.equal(status, isWhole ? 'success' : 'error', `after byte ${length}`)
        assert.ok(madeUrls >= images.length, 'what is shown has a URL')
        assert.equal(liveUrls, 0, `object URLs that live on after byte ${length}`)
      }
      return lengths.length
    },
  }
}

function closedCase(server: CutServer): FaultCase {
  return { name: 'no connection stays open', run: () => server.expectClosed(), isAlone: true }
}
