import { expect, test } from 'vitest'
import { isImageStreamError, type ErrorOf } from './errors.ts'
import { resolveInput, type ImageInput } from './input.ts'

function refusal(input: unknown): ErrorOf<'invalid-input'> {
  try {
    resolveInput(input as ImageInput)
  } catch (error) {
    if (isImageStreamError(error) && error.code === 'invalid-input') return error
    throw error
  }
  throw new Error('The input was taken.')
}

test('a prompt alone gets every default', () => {
  expect(resolveInput('a fox')).toEqual({
    prompt: 'a fox',
    images: [],
    imageSize: '1K',
    modalities: ['TEXT', 'IMAGE'],
    model: 'gemini-3.1-flash-lite-image',
    thinking: { includeThoughts: true },
  })
})

test('the input wins over the defaults, also where it says undefined', () => {
  const defaults = { aspectRatio: '16:9', seed: 1, thinking: 'high' } as const
  const input = { prompt: 'a fox', seed: 2, aspectRatio: undefined } as unknown as ImageInput
  expect(resolveInput(input, defaults)).toMatchObject({
    aspectRatio: '16:9',
    seed: 2,
    thinking: { level: 'high', includeThoughts: true },
  })
})

test('modalities may come in either order and leave in the documented one', () => {
  expect(resolveInput({ prompt: 'a fox', modalities: ['IMAGE', 'TEXT'] }).modalities).toEqual([
    'TEXT',
    'IMAGE',
  ])
  expect(resolveInput({ prompt: 'a fox', modalities: ['IMAGE'] }).modalities).toEqual(['IMAGE'])
})

test('pictures may come in any iterable, with labels or without', () => {
  const blob = new Blob(['x'])
  const images = resolveInput({
    prompt: 'a fox',
    images: new Set([blob, { image: blob, label: 'shirt' }]),
  }).images
  expect(images).toEqual([{ image: blob }, { image: blob, label: 'shirt' }])
  expect(resolveInput({ prompt: 'a fox', images: null }).images).toEqual([])
})

const tenAndFour = '1:1, 3:2, 2:3, 3:4, 4:3, 4:5, 5:4, 9:16, 16:9, 21:9, 1:4, 4:1, 1:8, 8:1'

test.each([
  [
    'an empty prompt',
    { prompt: '  ' },
    'prompt',
    'prompt cannot be "  ". Allowed: a text that is not empty.',
  ],
  ['no prompt', {}, 'prompt', 'prompt cannot be missing. Allowed: a text.'],
  ['nothing at all', null, 'prompt', 'prompt cannot be missing. Allowed: a text.'],
  [
    'metadata that JSON cannot hold',
    { prompt: 'x', metadata: { id: 1n } },
    'metadata',
    'metadata cannot be "what JSON cannot hold". Allowed: plain JSON.',
  ],
  [
    'an endless prompt',
    { prompt: 'x'.repeat(40_000) },
    'prompt',
    `prompt cannot be "${'x'.repeat(80)}". Allowed: at most 32768 characters.`,
  ],
  [
    'a wrong ratio',
    { prompt: 'x', aspectRatio: '2:1' },
    'aspectRatio',
    `aspectRatio cannot be "2:1". Allowed: ${tenAndFour}.`,
  ],
  ['2K', { prompt: 'x', imageSize: '2K' }, 'imageSize', 'imageSize cannot be "2K". Allowed: 1K.'],
  ['4K', { prompt: 'x', imageSize: '4K' }, 'imageSize', 'imageSize cannot be "4K". Allowed: 1K.'],
  [
    'text alone',
    { prompt: 'x', modalities: ['TEXT'] },
    'modalities',
    'modalities cannot be ["TEXT"]. Allowed: ["IMAGE"], ["TEXT","IMAGE"].',
  ],
  [
    'a level that the model does not have',
    { prompt: 'x', thinking: 'medium' },
    'thinking',
    'thinking cannot be "medium". Allowed: minimal, high.',
  ],
  [
    'an unknown model',
    { prompt: 'x', model: 'dall-e' },
    'model',
    'model cannot be "dall-e". Allowed: gemini-3.1-flash-lite-image, gemini-3.1-flash-image, gemini-3-pro-image, gemini-2.5-flash-image.',
  ],
  [
    'a broken seed',
    { prompt: 'x', seed: 1.5 },
    'seed',
    'seed cannot be 1.5. Allowed: a whole number from -2147483648 to 2147483647.',
  ],
  [
    'too much heat',
    { prompt: 'x', temperature: 3 },
    'temperature',
    'temperature cannot be 3. Allowed: a number from 0 to 2.',
  ],
])('%s is refused, by name, value and what is allowed', (_what, input, field, message) => {
  const error = refusal(input)
  expect(error.issues).toMatchObject([{ field, message }])
  expect(error).toMatchObject({ message, phase: 'input', billed: 'no', advice: 'edit-prompt' })
})

test('fifteen pictures are one too many, and the advice is about pictures', () => {
  const images = Array.from({ length: 15 }, () => new Blob(['x']))
  const error = refusal({ prompt: 'x', images })
  expect(error.issues[0]?.message).toBe('images cannot be "15 pictures". Allowed: at most 14 pictures.')
  expect(error.advice).toBe('change-image')
})

test('what is no picture at all is named by its place', () => {
  expect(
    refusal({ prompt: 'x', images: [new Blob(['x']), 'https://example.com/a.png'] }).issues,
  ).toMatchObject([{ field: 'images[1]', value: 'string' }])
})

test('all issues come at once', () => {
  expect(
    refusal({ prompt: '', aspectRatio: '2:1', imageSize: '2K' }).issues.map(({ field }) => field),
  ).toEqual(['prompt', 'aspectRatio', 'imageSize'])
})
