import assert from 'node:assert/strict'
import { cutAtRandom, seededRandom } from '../../../../../packages/core/test/cuts.ts'
import { oddities, writeOddStream, type Oddity } from '../../../../../packages/core/test/odd-streams.ts'
import {
  finish,
  parts,
  picture,
  pngBytes,
  thought,
  usageMetadata,
} from '../../../../../packages/core/test/wire.ts'
import { recordShortAnswers } from '../../cut-answers.ts'
import type { Fault, FaultCase } from '../../fault.ts'
import { observeBody, type AnswerOf } from '../../observe-body.ts'
import type { ObservedRun } from '../../observe-run.ts'

const events = [
  thought('Snow: {"data": [“it’s”]}\n\ndata: 🦊'),
  picture(pngBytes(8, 6, 90), { thought: true }),
  parts({ text: 'It is done.\r', thoughtSignature: 'c2ln' }),
  picture(pngBytes(64, 48, 3_000)),
  { ...finish('STOP'), usageMetadata },
].map((event) => JSON.stringify(event))

const lineEnds = { CR: '\r', LF: '\n', CRLF: '\r\n' } as const
const mark = '\uFEFF'

export const lineEndMixes: Fault = {
  id: 'A7',
  title: 'line ends and byte order marks of every kind, and whatever else proxies do to events',
  sampleSize: 60,
  async *cases({ random }) {
    const plain = writeOddStream(events, new Set(), () => 0)
    const expected = await observeBody([Buffer.from(plain)])
    const answers = await recordShortAnswers()
    const relayed = answers.find(({ protocol }) => protocol === 'run')?.bytes.toString() ?? ''
    const expectedRelayed = await observeBody([Buffer.from(relayed)], { from: 'relay' })

    for (const [name, end] of Object.entries(lineEnds)) {
      yield sameCase(
        `${name} throughout`,
        'gemini',
        plain.replaceAll('\r\n', end),
        expected,
        random.below(2 ** 31),
      )
      yield sameCase(
        `${name} from the relay`,
        'relay',
        relayed.replaceAll('\n', end),
        expectedRelayed,
        random.below(2 ** 31),
      )
    }
    for (const [name, body] of Object.entries({
      'a mark at the start': mark + plain,
      'two marks at the start': mark + mark + plain,
      'a mark before every event': plain.replaceAll(/^data: /gm, `${mark}data: `),
    }))
      yield sameCase(name, 'gemini', body, expected, random.below(2 ** 31))
    yield sameCase(
      'a mark at the start, from the relay',
      'relay',
      mark + relayed,
      expectedRelayed,
      random.below(2 ** 31),
    )
    for (let round = 0; round < 500; round += 1) {
      const some = new Set<Oddity>(['line ends', ...oddities.filter(() => random.chance(0.4))])
      const seed = random.below(2 ** 31)
      const body = writeOddStream(events, some, seededRandom(seed))
      yield sameCase(`mix ${round}: ${[...some].join(', ')}`, 'gemini', body, expected, seed)
    }
  },
}

/** Whole, and cut at random. */
function sameCase(
  name: string,
  from: AnswerOf,
  body: string,
  expected: ObservedRun,
  seed: number,
): FaultCase {
  const bytes = Buffer.from(body)
  return {
    name,
    async run() {
      for (const pieces of [[bytes], cutAtRandom(bytes, seededRandom(seed))]) {
        const { error, events: read } = await observeBody(pieces, { from })
        assert.equal(error, null)
        assert.deepEqual(read, expected.events)
      }
      return 2
    },
  }
}
