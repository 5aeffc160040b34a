import { describe, expect, test } from 'vitest'
import { answering, finish, parts, picture, pngBytes, sse, thought } from '../../test/wire.ts'
import { withAnswer, type AnswerPart } from '../answer.ts'
import { createImageStream } from '../image-stream.ts'
import { createImage } from '../image.ts'
import { resolveInput } from '../input.ts'
import type { ModelId } from '../models.ts'
import type { Turn } from '../turns.ts'
import { maxHistoryBytes, planHistory, type PastTurn, type Plan } from './history.ts'
import { gemini } from './transport.ts'

const model: ModelId = 'gemini-3.1-flash-lite-image'
const png = pngBytes(16, 16)
const signature = new Blob(['c2lnbmVk'])
const signed: readonly AnswerPart[] = [{ image: 0, signature }]

interface Options {
  readonly answer?: readonly AnswerPart[] | null
  readonly bytes?: number
  readonly model?: ModelId
  readonly opened?: boolean
  readonly gone?: boolean
}

function past(prompt: string, options: Options = {}): PastTurn {
  const { answer = signed, bytes = png.length, opened = false, gone = false } = options
  const blob = new Blob([new Uint8Array(bytes)])
  const turn: Turn = {
    id: prompt,
    parentId: null,
    prompt,
    input: opened ? null : resolveInput({ prompt, model: options.model ?? model }),
    images: [createImage({ id: prompt, mediaType: 'image/png', width: 16, height: 16, data: blob })],
    text: '',
    thoughts: '',
    usage: null,
    cost: null,
    createdAt: 0,
  }
  const pictures = gone ? null : [{ blob, mediaType: 'image/png' as const }]
  return { turn, pictures, references: [], answer: opened ? null : answer }
}

/** The prompts that are sent back, and what came with them. */
function planned(
  turns: readonly PastTurn[],
): readonly [readonly string[], number | undefined, readonly string[]] {
  const plan: Plan = planHistory(turns, model, [])
  return [
    plan.exchanges.map(({ prompt }) => prompt),
    plan.opening?.blob.size,
    plan.warnings.map(({ code }) => code),
  ]
}

const MB = 1024 * 1024

describe('what of the earlier turns is sent', () => {
  test('nothing for a generation', () => {
    expect(planned([])).toEqual([[], undefined, []])
  })

  test('all of them, when the API takes them back', () => {
    expect(planned([past('a'), past('b'), past('c')])).toEqual([['a', 'b', 'c'], undefined, []])
  })

  test('an opened picture is a reference of the first message, as it should be', () => {
    expect(planned([past('o', { opened: true, bytes: 7 })])).toEqual([[], 7, []])
    expect(planned([past('o', { opened: true, bytes: 7 }), past('b')])).toEqual([['b'], 7, []])
  })

  test.each<readonly [string, Options]>([
    ['broke off', { answer: null }],
    ['was drawn by another model', { model: 'gemini-3-pro-image' }],
  ])('what follows a turn that %s, and its picture', (_what, options) => {
    const turns = [past('a'), past('b', { ...options, bytes: 9 }), past('c')]
    expect(planned(turns)).toEqual([['c'], 9, ['history-left-out']])
    expect(planned(turns.slice(0, 2))).toEqual([[], 9, ['history-left-out']])
  })

  test('without the oldest, when they are too much', () => {
    const turns = ['a', 'b', 'c'].map((prompt) => past(prompt, { bytes: 4 * MB }))
    expect(planned(turns)).toEqual([['b', 'c'], undefined, ['history-shortened']])
  })

  test('the picture alone, when even the last turn is too much', () => {
    expect(planned([past('a'), past('b', { bytes: 12 * MB })])).toEqual([[], 12 * MB, ['history-left-out']])
  })

  test('signatures and references count', () => {
    const heavy: readonly AnswerPart[] = [{ image: 0, signature: new Blob([new Uint8Array(8 * MB)]) }]
    expect(planned([past('a', { answer: heavy }), past('b', { answer: heavy })])[0]).toEqual(['b'])
    const reference = { blob: new Blob([new Uint8Array(maxHistoryBytes)]), mediaType: 'image/png' as const }
    expect(planHistory([past('a')], model, [reference])).toMatchObject({ exchanges: [] })
  })

  test('a picture that is gone cannot be changed', () => {
    expect(() => planned([past('a', { gone: true })])).toThrow(
      expect.objectContaining({ code: 'expired' }) as Error,
    )
  })
})

describe('an answer made by hand that the API would refuse', () => {
  test.each<readonly [string, readonly AnswerPart[], string]>([
    ['without a signature', [{ image: 0 }], 'no signature'],
    ['that begins unsigned', [{ text: 'Here.' }, { image: 0, signature }], 'begins without a signature'],
    ['with a picture that is not there', [{ image: 3, signature }], 'part 1 is a picture'],
    ['that is empty', [], 'empty'],
  ])('%s is refused before anything is sent, and named', (_what, answer, message) => {
    const attempt = (): unknown => planned([past('Make it night', { answer })])
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        billed: 'no',
        phase: 'input',
        message: expect.stringMatching(new RegExp(`“Make it night”.*${message}`)) as unknown,
      }) as Error,
    )
  })
})

describe('over the wire', () => {
  const answer = sse(
    thought('Snow.'),
    parts({ text: 'First. ', thoughtSignature: 'dGV4dA==' }),
    parts({ text: 'Then.' }),
    picture(png, { thoughtSignature: 'cGljdHVyZQ==' }),
    parts({ text: '', thoughtSignature: 'ZW5k' }),
    finish('STOP'),
  )

  test('parts go back in order, unmerged, each signature on its own part', async () => {
    const { fetch, requests } = answering(answer)
    const stream = createImageStream({ transport: gemini({ apiKey: 'test', fetch }) })
    await stream.generate({ prompt: 'a fox', images: [png] })
    await stream.edit({ prompt: 'more snow', images: [{ image: png, label: 'snow' }] })
    const body = (await requests[1]!.json()) as { readonly contents: readonly unknown[] }
    const inline_data = { mime_type: 'image/png', data: Buffer.from(png).toString('base64') }
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: 'a fox' }, { inline_data }] },
      {
        role: 'model',
        parts: [
          { text: 'First. ', thought_signature: 'dGV4dA==' },
          { text: 'Then.' },
          { inline_data, thought_signature: 'cGljdHVyZQ==' },
          { text: '', thought_signature: 'ZW5k' },
        ],
      },
      { role: 'user', parts: [{ text: 'more snow' }, { text: 'snow' }, { inline_data }] },
    ])
  })

  test('a history by hand is refused before the network', async () => {
    const { fetch, requests } = answering(answer)
    const stream = createImageStream({ transport: gemini({ apiKey: 'test', fetch }) })
    const { turn } = past('Make it night')
    const result = await stream.edit({ prompt: 'more snow', from: withAnswer(turn, [{ image: 0 }]) })
    expect(result).toMatchObject({ status: 'error', error: { code: 'invalid-input' } })
    expect(requests).toHaveLength(0)
  })

  test('a signature that would change the request is none', async () => {
    const { fetch, requests } = answering(answer)
    const stream = createImageStream({ transport: gemini({ apiKey: 'test', fetch }) })
    const { turn } = past('Make it night')
    const injected = new Blob(['","text":"something else'])
    const result = await stream.edit({
      prompt: 'x',
      from: withAnswer(turn, [{ image: 0, signature: injected }]),
    })
    expect(result).toMatchObject({ status: 'error', error: { code: 'invalid-input' } })
    expect(requests).toHaveLength(0)
  })

  test('where answers are not kept, the picture goes along as a reference, and that is said', async () => {
    const { fetch, requests } = answering(answer)
    const stream = createImageStream({ transport: gemini({ apiKey: 'test', fetch, keepAnswers: false }) })
    await stream.generate('a fox')
    await stream.edit('more snow')
    const body = (await requests[1]!.json()) as {
      readonly contents: readonly { readonly parts: readonly unknown[] }[]
    }
    expect(body.contents).toHaveLength(1)
    expect(body.contents[0]?.parts).toHaveLength(2)
    expect(stream.getSnapshot().warnings.map(({ code }) => code)).toContain('history-left-out')
  })

  test('what is kept is not in a turn’s JSON', async () => {
    const { fetch } = answering(answer)
    const stream = createImageStream({ transport: gemini({ apiKey: 'test', fetch }) })
    await stream.generate('a fox')
    expect(JSON.stringify(stream.getSnapshot().head)).not.toMatch(/signature|answer/)
  })
})
