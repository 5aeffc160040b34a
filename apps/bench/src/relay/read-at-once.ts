import { createHash } from 'node:crypto'
import { createAnswer, type AnswerSize } from '../answer.ts'
import { promptFor } from './canned-upstream.ts'
import type { Running } from './processes.ts'
import { askForRun, readRun, type AskedRun } from './run-client.ts'

export interface StreamsRead {
  readonly wallMs: number
  /** Why a stream did not come whole, one sentence for each of them. */
  readonly failures: readonly string[]
}

/** So many streams at the same moment, read to their ends and compared with what the upstream sent. */
export async function readAtOnce(
  { origin }: Running,
  role: string,
  streams: number,
  size: AnswerSize,
): Promise<StreamsRead> {
  const whyNotWhole = wholeness(size)
  const begin = performance.now()
  const failures = await Promise.all(
    Array.from({ length: streams }, (_, index) => {
      const asked = askForRun(origin, promptFor('whole', `stream-${index}`))
      return role === 'bare' ? whyNotWhole.passedOn(asked) : whyNotWhole.relayed(origin, asked)
    }),
  )
  return { wallMs: performance.now() - begin, failures: failures.filter((failure) => failure !== null) }
}

/** Readers that say what is missing from an answer of this size, or null when it came whole. */
export function wholeness(size: AnswerSize): {
  relayed(origin: string, asked: AskedRun): Promise<string | null>
  passedOn(asked: AskedRun): Promise<string | null>
} {
  const { picture, stream } = createAnswer(size)
  const expected = createHash('sha256').update(picture).digest('hex')
  return {
    async relayed(origin, asked) {
      const { ending, pictureHash } = await readRun(origin, asked)
      if (ending !== 'done') return ending
      return pictureHash === expected ? null : 'another picture'
    },
    async passedOn({ response }) {
      let length = 0
      try {
        for await (const bytes of await response) length += (bytes as Buffer).length
      } catch (error) {
        return String(error)
      }
      return length === stream.length ? null : `${length} of ${stream.length} bytes`
    },
  }
}
