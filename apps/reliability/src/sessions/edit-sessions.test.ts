import { answerOf, createImageStream, pathTo, type ImageStream, type Turn } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { createEmulator, type Emulator, type EmulatorOptions } from '@image-stream/emulator'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

interface Bench {
  readonly emulator: Emulator
  readonly stream: ImageStream
  /** Answers of the endpoint that are refusals of what was sent: 0 is the promise. */
  refusals(): readonly string[]
}

/** A stream that speaks to an endpoint which takes a signature back only where it belongs. */
function bench(options: EmulatorOptions = {}): Bench {
  const emulator = createEmulator({ pace: 'instant', pictureSize: 'small', signatures: 'strict', ...options })
  const stream = createImageStream({ transport: gemini({ apiKey: 'test', fetch: emulator, maxRetries: 0 }) })
  return {
    emulator,
    stream,
    refusals: () =>
      emulator.ledger.entries
        .filter(({ status }) => status === 400 || status === 413)
        .map(({ prompt, status }) => `${status}: ${prompt}`),
  }
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

type Step =
  | {
      readonly do:
        | 'generate'
        | 'edit'
        | 'stop'
        | 'fail'
        | 'cut'
        | 'undo'
        | 'redo'
        | 'open'
        | 'words'
        | 'drafts'
    }
  | { readonly do: 'select' | 'edit from'; readonly at: number }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Step>({ do: 'edit' }) },
    ...(['generate', 'stop', 'fail', 'cut', 'undo', 'redo', 'open', 'words', 'drafts'] as const).map(
      (name) => ({
        weight: 1,
        arbitrary: fc.constant<Step>({ do: name }),
      }),
    ),
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('select', 'edit from'),
        at: fc.nat(20),
      }) as fc.Arbitrary<Step>,
    },
  ),
  { minLength: 1, maxLength: 14 },
)

async function take({ stream, emulator }: Bench, step: Step, index: number): Promise<void> {
  const { turns } = stream.getSnapshot()
  const prompt = `Change number ${index}`
  switch (step.do) {
    case 'generate':
      await stream.generate({ prompt: `Picture number ${index}`, images: index % 2 ? [png] : [] })
      return
    case 'edit':
      await stream.edit({ prompt, images: index % 3 ? [] : [{ image: png, label: 'this' }] })
      return
    case 'edit from': {
      const from = turns[step.at % Math.max(1, turns.length)]
      await stream.edit({ prompt, ...(from && { from }) })
      return
    }
    case 'stop': {
      const result = stream.edit(prompt)
      stream.stop()
      await result
      return
    }
    case 'fail':
      emulator.next('blocked-image')
      await stream.edit(prompt)
      return
    case 'cut':
      emulator.next({ cut: { at: 'after-picture' } })
      await stream.edit(prompt)
      return
    case 'words':
      emulator.next('text-and-images')
      await stream.edit(prompt)
      return
    case 'drafts':
      emulator.next('drafts')
      await stream.edit(prompt)
      return
    case 'open':
      await stream.open(new Blob([png]))
      return
    case 'select':
      stream.select(turns[step.at % Math.max(1, turns.length)] ?? null)
      return
    case 'undo':
      return stream.undo()
    case 'redo':
      return stream.redo()
    default:
      step satisfies never
  }
}

/** Continues from every turn, each in a session of its own: all of its path goes along. */
async function continueFromEach({ stream, emulator }: Bench): Promise<void> {
  for (const turn of stream.getSnapshot().turns) {
    const before = emulator.ledger.paid
    expect(await stream.edit({ prompt: 'Continue', from: turn })).toMatchObject({ status: 'success' })
    expect(emulator.ledger.paid).toBe(before + 1)
  }
}

test(
  'whatever is done to a session, every path of its tree can be continued',
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const at = bench()
        for (const [index, step] of list.entries()) await take(at, step, index)
        const { turns, head, image } = at.stream.getSnapshot()
        // A failed edit never loses the picture.
        expect(image).toBe(head?.images.at(-1) ?? null)
        for (const turn of turns)
          expect(turn.parentId === null || turns.some(({ id }) => id === turn.parentId)).toBe(true)
        await continueFromEach(at)
        expect(at.refusals()).toEqual([])
      }),
      { numRuns: 60, seed: 20_261_122 },
    )
  },
)

describe('a session of twelve turns with branches', () => {
  async function grow(at: Bench): Promise<void> {
    const { stream } = at
    await stream.generate('A red fox in the snow')
    for (const change of ['Make it night', 'Add a moon', 'More snow']) await stream.edit(change)
    stream.undo()
    stream.undo()
    for (const change of ['Add a lantern', 'Make it blue', 'Add a house']) await stream.edit(change)
    stream.select(stream.getSnapshot().turns[0] ?? null)
    for (const change of ['In spring', 'Add a bird', 'Closer', 'At dawn', 'Softer light'])
      await stream.edit(change)
  }

  test('of real sizes goes on without a refusal', { timeout: 120_000 }, async () => {
    const at = bench({ pictureSize: 'real' })
    await grow(at)
    const { turns, head, warnings } = at.stream.getSnapshot()
    expect(turns).toHaveLength(12)
    expect(at.refusals()).toEqual([])
    expect(pathTo(turns, head)).toHaveLength(6)
    // The picture and its signature are 2.5 MB a turn: six of them are more than a request may hold.
    expect(await at.stream.edit('One more')).toMatchObject({ status: 'success' })
    expect(warnings.concat(at.stream.getSnapshot().warnings).map(({ code }) => code)).toContain(
      'history-shortened',
    )
    expect(Math.max(...at.emulator.ledger.entries.map(({ bodyBytes }) => bodyBytes))).toBeLessThan(
      16 * 1024 * 1024,
    )
    expect(at.refusals()).toEqual([])
  })

  test('keeps no more of a turn than its picture and its signature', { timeout: 120_000 }, async () => {
    const at = bench({ pictureSize: 'real' })
    await grow(at)
    for (const turn of at.stream.getSnapshot().turns) {
      const signatures = (answerOf(turn) ?? []).reduce(
        (sum, { signature }) => sum + (signature?.size ?? 0),
        0,
      )
      expect(signatures).toBeGreaterThan(1_000_000)
      expect(heldBytes(turn) - signatures - pictureBytes(turn)).toBeLessThan(64 * 1024)
    }
  })
})

function pictureBytes({ images }: Turn): number {
  return images.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** Everything in a turn that takes memory: blobs by their size, the rest as JSON. */
function heldBytes(turn: Turn): number {
  const answer = answerOf(turn) ?? []
  const blobs = answer.reduce((sum, { signature }) => sum + (signature?.size ?? 0), 0) + pictureBytes(turn)
  return blobs + JSON.stringify(turn).length + JSON.stringify(answer).length
}

test('a session past the request limit goes on with its picture', { timeout: 120_000 }, async () => {
  const at = bench({ pictureSize: { width: 1024, height: 1024 } })
  await at.stream.generate('A red fox in the snow')
  // Seven megabytes of references leave no room for a history, and are no more than a request may hold.
  const large = Buffer.concat([png, Buffer.alloc(6 * 1024 * 1024)])
  expect(await at.stream.edit({ prompt: 'With these', images: [large, large] })).toMatchObject({
    status: 'success',
  })
  expect(at.stream.getSnapshot().warnings.map(({ code }) => code)).toContain('history-left-out')
  expect(at.refusals()).toEqual([])
})

test('a downloaded picture is what the endpoint sent, byte for byte', async () => {
  const sent: Uint8Array[] = []
  const emulator = createEmulator({ pace: 'instant', pictureSize: 'real' })
  const transport = gemini({
    apiKey: 'test',
    fetch: async (request) => {
      const response = await emulator(request)
      const text = await response.text()
      for (const [, data] of text.matchAll(/"data": ?"([^"]+)"/g))
        sent.push(Buffer.from(data ?? '', 'base64'))
      return new Response(text, response)
    },
  })
  const stream = createImageStream({ transport })
  const result = await stream.generate('A red fox in the snow')
  if (result.status !== 'success') throw new Error(result.status)
  expect(Buffer.compare(await result.image.bytes(), sent.at(-1) ?? new Uint8Array())).toBe(0)
})
