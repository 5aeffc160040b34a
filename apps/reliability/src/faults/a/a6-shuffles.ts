import assert from 'node:assert/strict'
import { cutAtRandom, seededRandom } from '../../../../../packages/core/test/cuts.ts'
import { picture, pngBytes, sse, usageMetadata } from '../../../../../packages/core/test/wire.ts'
import { recordShortAnswers } from '../../cut-answers.ts'
import type { Fault } from '../../fault.ts'
import { observeBody } from '../../observe-body.ts'
import { expectError, expectSuccess } from '../../observe-run.ts'
import { createRandom, type Random } from '../../random.ts'

/** Executions of one case. */
const rounds = 50

export const shuffledEvents: Fault = {
  id: 'A6',
  title:
    'events merged, split, empty, with unknown fields: the same answer; doubled, swapped, lost: never a success',
  sampleSize: 20,
  async *cases({ random }) {
    const answers = await recordShortAnswers()
    const relayed = blocksOf(answers.find(({ protocol }) => protocol === 'run')?.bytes.toString() ?? '')
    for (let batch = 0; batch < 20; batch += 1) {
      const seed = random.below(2 ** 31)
      yield {
        name: `the endpoint’s, seed ${seed}`,
        async run() {
          for (let round = 0; round < rounds; round += 1) await expectSameAnswer(createRandom(seed, round))
          return rounds
        },
      }
      yield {
        name: `the relay’s, seed ${seed}`,
        async run() {
          for (let round = 0; round < rounds; round += 1)
            await expectNumbersHeld(relayed, createRandom(seed, round))
          return rounds
        },
      }
    }
  },
}

interface Part {
  readonly text?: string
  readonly thought?: boolean
}
interface Chunk {
  readonly parts: readonly Part[]
  readonly more?: object
}

const png = pngBytes(64, 48, 2_000)
const draft = pngBytes(8, 6, 90)
const partsOf = (chunk: object): readonly Part[] =>
  (chunk as { readonly candidates: readonly { readonly content: Chunk }[] }).candidates[0]?.content.parts ??
  []

const chunks: readonly Chunk[] = [
  { parts: [{ text: 'A fox, ', thought: true }] },
  { parts: [{ text: 'asleep in the snow.', thought: true }] },
  { parts: partsOf(picture(draft, { thought: true })) },
  { parts: [{ text: 'Here it is.' }] },
  { parts: partsOf(picture(png)) },
  { parts: [{ text: ' And good night.' }] },
  { parts: [], more: { finishReason: 'STOP' } },
]

/** Chunks may be parted and joined as a proxy likes, and may hold what this version does not know. */
async function expectSameAnswer(random: Random): Promise<void> {
  const shuffled = joinedAtRandom(
    chunks.flatMap((chunk) => splitText(chunk, random)),
    random,
  )
  const events = shuffled.flatMap((chunk, index) => [
    ...(random.chance(0.3) ? [random.pick(emptyEvents)] : []),
    toEvent(chunk, index === shuffled.length - 1, random),
  ])
  const body = Buffer.from(sse(...events))
  const run = await observeBody(cutAtRandom(body, seededRandom(random.below(2 ** 31))))
  const { thoughts, text, images, usage } = expectSuccess(run)
  assert.equal(thoughts, 'A fox, asleep in the snow.')
  assert.equal(text, 'Here it is. And good night.')
  assert.ok(Buffer.from(png).equals((await images[0]?.bytes()) ?? new Uint8Array()))
  assert.equal(run.events.filter((event) => event.type === 'image-end' && event.draft).length, 1)
  assert.equal(usage?.totalTokens, usageMetadata.totalTokenCount)
}

function splitText({ parts, more }: Chunk, random: Random): readonly Chunk[] {
  const [{ text = '', ...rest } = {}] = parts
  if (text.length < 2 || random.chance(0.5)) return [{ parts, ...(more && { more }) }]
  const at = 1 + random.below(text.length - 1)
  return [text.slice(0, at), text.slice(at)].map((half) => ({ parts: [{ ...rest, text: half }] }))
}

function joinedAtRandom(list: readonly Chunk[], random: Random): readonly Chunk[] {
  const joined: Chunk[] = []
  for (const chunk of list) {
    const last = joined.at(-1)
    if (!last || random.chance(0.6)) joined.push(chunk)
    else
      joined[joined.length - 1] = {
        parts: [...last.parts, ...chunk.parts],
        more: { ...last.more, ...chunk.more },
      }
  }
  return joined
}

const emptyEvents = [
  {},
  { candidates: [] },
  { candidates: [{}] },
  { candidates: [{ content: {} }] },
  { candidates: [{ content: { role: 'model', parts: null } }] },
  { usageMetadata: { trafficType: 'ON_DEMAND' } },
  { modelVersion: 'x', responseId: 'y' },
] as const

/** What a later version of the API may add anywhere. */
const unknown = { zzz: { data: 'AAAA', inlineDatum: [{ data: '{"a":' }] }, thoughtSignatures: null } as const

function toEvent({ parts, more }: Chunk, isLast: boolean, random: Random): object {
  const odd = (): object => (random.chance(0.4) ? unknown : {})
  const content = { ...odd(), parts: parts.map((part) => ({ ...odd(), ...part })), role: 'model' }
  return {
    ...odd(),
    candidates: [{ ...odd(), content, ...more, ...odd() }],
    ...(isLast && { usageMetadata: { ...odd(), ...usageMetadata } }),
  }
}

function blocksOf(body: string): readonly string[] {
  return body.split('\n\n').filter((block) => block.startsWith('data: '))
}

/** Every event of the relay has its number, and the last one how many there were. */
async function expectNumbersHeld(blocks: readonly string[], random: Random): Promise<void> {
  const at = random.below(blocks.length)
  const one = blocks[at] ?? ''
  const damaged: Readonly<Record<string, readonly string[]>> = {
    doubled: blocks.toSpliced(at, 0, one),
    lost: blocks.toSpliced(at, 1),
    'swapped with another': swapped(blocks, at, (at + 1 + random.below(blocks.length - 1)) % blocks.length),
  }
  for (const [how, list] of Object.entries(damaged)) {
    const run = await observeBody([Buffer.from(written(list))], { from: 'relay' })
    // Behind its end an answer is not read any more; without one it was cut.
    const isLast = at === blocks.length - 1
    if (isLast && how === 'doubled') expectSuccess(run)
    else expectError(run, { code: isLast && how === 'lost' ? 'truncated' : 'protocol', billed: 'maybe' })
  }
  const more = blocks.toSpliced(at, 0, 'data: {"type":"of-a-later-version","data":"AAAA"}\nid: 0')
  expectSuccess(await observeBody([Buffer.from(written(renumbered(more)))], { from: 'relay' }))
}

function swapped(blocks: readonly string[], one: number, other: number): readonly string[] {
  return blocks.with(one, blocks[other] ?? '').with(other, blocks[one] ?? '')
}

function renumbered(blocks: readonly string[]): readonly string[] {
  return blocks.map((block, index) =>
    block.replace(/id: \d+$/, `id: ${index + 1}`).replace(/"events":\d+/, `"events":${index + 1}`),
  )
}

function written(blocks: readonly string[]): string {
  return `: ok\n\n${blocks.map((block) => `${block}\n\n`).join('')}: end\n\n`
}
