import { describe, expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import { ask, bodyOf, MODEL, picturesIn, QUICK, type WirePart } from './test-client.ts'

const emulator = createEmulator(QUICK)

async function refusal(body: unknown, options = {}): Promise<string> {
  const { status, text } = await ask(emulator, { body, options })
  expect(status).toBe(400)
  const { error } = JSON.parse(text) as { error: { code: number; status: string; message: string } }
  expect(error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' })
  return error.message
}

const user = (...parts: readonly unknown[]): unknown => ({ contents: [{ role: 'user', parts }] })

/** The smallest GIF. */
const GIF = 'R0lGODlhAQABAAAAACw='

describe('what the model cannot do is refused in its words', () => {
  test('2K names the field and what is allowed', async () => {
    const { status, text } = await ask(emulator, {
      body: bodyOf('A fox', { imageConfig: { imageSize: '2K' } }),
    })
    expect(status).toBe(400)
    const problem =
      "* GenerateContentRequest.generation_config.image_config.image_size: image_size must be one of '1K'.\n"
    expect(JSON.parse(text)).toEqual({
      error: {
        code: 400,
        message: problem,
        status: 'INVALID_ARGUMENT',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'generation_config.image_config.image_size', description: problem }],
          },
        ],
      },
    })
  })

  test.each([
    ['1k', { imageConfig: { imageSize: '1k' } }, "image_size must be one of '1K'."],
    [
      '9:21',
      { imageConfig: { aspectRatio: '9:21' } },
      "aspect_ratio must be one of '1:1', '1:4', '1:8', '2:3', ",
    ],
    [
      'TEXT alone',
      { responseModalities: ['TEXT'] },
      'combination of response modalities (TEXT) is not supported',
    ],
    [
      'an unknown modality',
      { responseModalities: ['VIDEO'] },
      `Invalid value at 'generation_config.response_modalities[0]'`,
    ],
    [
      'a medium level',
      { thinkingConfig: { thinkingLevel: 'MEDIUM' } },
      'Thinking level MEDIUM is not supported for this model.',
    ],
    [
      'a budget with a level',
      { thinkingConfig: { thinkingLevel: 'high', thinkingBudget: 100 } },
      'only one of thinking budget and thinking level',
    ],
    ['two candidates', { candidateCount: 2 }, `Multiple candidates is not enabled for models/${MODEL}`],
    ['a temperature of 3', { temperature: 3 }, 'temperature must be in the range [0.0, 2.0]'],
    [
      'both image configs',
      { responseFormat: { image: { aspectRatio: '1:1' } } },
      'set only one of image_config and response_format.image',
    ],
    [
      'a level in the wrong place',
      { thinkingLevel: 'high' },
      `Unknown name "thinkingLevel" at 'generation_config'`,
    ],
    [
      'a field of Vertex',
      { imageConfig: { personGeneration: 'ALLOW_ALL' } },
      `Unknown name "personGeneration" at 'generation_config.image_config'`,
    ],
  ])('%s', async (_name, config, message) => {
    expect(await refusal(bodyOf('A fox', config))).toContain(message)
  })

  test.each([
    ['no contents', {}, '* GenerateContentRequest.contents: contents is not specified'],
    ['no parts', { contents: [{ role: 'user' }] }, 'contents.parts must not be empty'],
    ['nothing said', user({ text: '  ' }), 'empty text parameter'],
    [
      'a strange role',
      { contents: [{ role: 'assistant', parts: [{ text: 'A fox' }] }] },
      'Please use a valid role: user, model.',
    ],
    [
      'search',
      { ...Object(bodyOf('A fox')), tools: [{ google_search: {} }] },
      'Search as tool is not enabled for this model',
    ],
    [
      'functions',
      { ...Object(bodyOf('A fox')), tools: [{ functionDeclarations: [] }] },
      'Function calling is not enabled',
    ],
    [
      'a GIF',
      user({ text: 'edit' }, { inline_data: { mime_type: 'image/gif', data: GIF } }),
      'Unsupported MIME type: image/gif',
    ],
    [
      'a type that is none',
      user({ text: 'edit' }, { inline_data: { mime_type: 'image/jpg', data: '/9j/4A==' } }),
      'Unsupported MIME type: image/jpg',
    ],
    [
      'a data URL',
      user(
        { text: 'edit' },
        { inline_data: { mime_type: 'image/png', data: 'data:image/png;base64,iVBORw0KGgo=' } },
      ),
      'Base64 decoding failed',
    ],
    [
      'no picture at all',
      user({ text: 'edit' }, { inline_data: { mime_type: 'image/png', data: 'aGVsbG8=' } }),
      'Unable to process input image',
    ],
    [
      'a broken PNG',
      user({ text: 'edit' }, { inline_data: { mime_type: 'image/png', data: 'iVBORw0KGgoAAAAN' } }),
      'Unable to process input image',
    ],
  ])('%s', async (_name, body, message) => {
    expect(await refusal(body)).toContain(message)
  })

  test('fifteen references', async () => {
    const picture = { inline_data: { mime_type: 'image/jpeg', data: '/9j/4A==' } }
    const body = user({ text: 'mix' }, ...Array.from({ length: 15 }, () => picture))
    expect(await refusal(body)).toContain('accepts at most 14')
  })

  test('what is not JSON', async () => {
    expect(await refusal('{"contents": ')).toContain('Invalid JSON payload received.')
  })

  test('more than 20 MiB', async () => {
    const body = JSON.stringify(bodyOf('x'.repeat(20_971_520)))
    expect(await refusal(body)).toBe('Request payload size exceeds the limit: 20971520 bytes.')
  })
})

describe('file_data, of which none lies here', () => {
  const file = (fileUri: string): unknown =>
    user({ text: 'edit' }, { file_data: { file_uri: fileUri, mime_type: 'image/png' } })
  const vertex = `/v1beta1/projects/p/locations/l/publishers/google/models/${MODEL}:streamGenerateContent`

  test.each([
    [
      'a file of the Files API is not there, or another’s',
      'https://generativelanguage.googleapis.com/v1beta/files/abc-123',
      {},
      [403, 'You do not have permission to access the File abc-123 or it may not exist.'],
    ],
    [
      'cloud storage is not read by the Developer API',
      'gs://bucket/fox.png',
      {},
      [400, 'Invalid or unsupported file uri: gs://bucket/fox.png'],
    ],
    [
      'nor is the web',
      'https://example.com/fox.png',
      {},
      [400, 'Invalid or unsupported file uri: https://example.com/fox.png'],
    ],
    [
      'Vertex may not read a bucket',
      'gs://bucket/fox.png',
      { path: vertex },
      [403, 'storage.objects.get access'],
    ],
    ['nor find a page', 'https://example.com/fox.png', { path: vertex }, [400, 'Cannot fetch content']],
    [
      'a gateway knows no such part',
      'https://example.com/fox.png',
      { options: { flavour: 'anyfast' } },
      [400, 'send pictures as inline_data'],
    ],
  ] as const)('%s', async (_name, uri, asking, [status, message]) => {
    const body = { ...Object(file(uri)), generationConfig: { responseModalities: ['IMAGE'] } }
    const answered = await ask(emulator, { body, ...asking })
    expect(answered.status).toBe(status)
    const { error } = JSON.parse(answered.text) as { error: { message: string } }
    expect(error.message).toContain(message)
  })
})

describe('what it can do is accepted', () => {
  test.each([
    [
      'snake_case',
      {
        contents: [{ parts: [{ text: 'A fox' }] }],
        generation_config: {
          response_modalities: ['Image'],
          image_config: { aspect_ratio: '4:5', image_size: '1K' },
        },
      },
    ],
    [
      'the newer image config',
      {
        contents: { parts: { text: 'A fox' } },
        generationConfig: { responseFormat: { image: { aspectRatio: '8:1', mimeType: 'image/png' } } },
      },
    ],
    [
      'a system instruction',
      { ...Object(bodyOf('A fox')), systemInstruction: { parts: [{ text: 'In pencil.' }] } },
    ],
    [
      'safety settings',
      {
        ...Object(bodyOf('A fox')),
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      },
    ],
  ])('%s', async (_name, body) => {
    expect((await ask(emulator, { body })).status).toBe(200)
  })

  test('2K, on the model that has it', async () => {
    const body = bodyOf('A fox', { imageConfig: { imageSize: '2K' } })
    const path = '/v1beta/models/gemini-3-pro-image:streamGenerateContent'
    expect((await ask(emulator, { path, body })).status).toBe(200)
  })

  test('fields of Vertex, at Vertex', async () => {
    const path = `/v1beta1/projects/p/locations/l/publishers/google/models/${MODEL}:streamGenerateContent`
    const body = bodyOf('A fox', { imageConfig: { imageOutputOptions: { mimeType: 'image/png' } } })
    expect((await ask(emulator, { path, body })).status).toBe(200)
  })
})

describe('signatures', () => {
  async function firstTurn(): Promise<WirePart> {
    const [picture] = picturesIn((await ask(emulator)).parts)
    if (picture === undefined) throw new Error('No picture came.')
    return picture
  }

  function followUp(...modelParts: readonly WirePart[]): unknown {
    return {
      contents: [
        { role: 'user', parts: [{ text: 'A fox' }] },
        { role: 'model', parts: modelParts },
        { role: 'user', parts: [{ text: 'at night' }] },
      ],
    }
  }

  test('a picture that comes back with its signature is edited', async () => {
    const picture = await firstTurn()
    const { status, parts } = await ask(emulator, { body: followUp(picture) })
    expect(status).toBe(200)
    expect(picturesIn(parts)[0]?.inlineData?.data).not.toBe(picture.inlineData?.data)
  })

  test('without it, the message counts positions from one', async () => {
    const { thoughtSignature: _, ...unsigned } = await firstTurn()
    expect(await refusal(followUp(unsigned))).toBe(
      'Image part is missing a thought_signature in content position 2, part position 1.',
    )
  })

  test('moved to a part of its own, it is missing on the picture', async () => {
    const { thoughtSignature, ...unsigned } = await firstTurn()
    const moved = thoughtSignature === undefined ? {} : { text: '', thoughtSignature }
    expect(await refusal(followUp(moved, unsigned))).toContain('Image part is missing a thought_signature')
  })

  test('a first text before a picture needs one too', async () => {
    const picture = await firstTurn()
    expect(await refusal(followUp({ text: 'Here it is.' }, picture))).toBe(
      'Text part is missing a thought_signature in content position 2, part position 1.',
    )
  })

  test('changed, it is corrupted; another’s is invalid', async () => {
    const picture = await firstTurn()
    const changed = `${picture.thoughtSignature?.slice(0, -1)}-`
    expect(await refusal(followUp({ ...picture, thoughtSignature: changed }))).toBe(
      'Corrupted thought signature.',
    )
    expect(await refusal(followUp({ ...picture, thoughtSignature: 'QUJD' }))).toBe(
      'Invalid thought signature.',
    )
  })

  test('lax checks let an unsigned picture through', async () => {
    const { thoughtSignature: _, ...unsigned } = await firstTurn()
    const { status } = await ask(emulator, { body: followUp(unsigned), options: { signatures: 'lax' } })
    expect(status).toBe(200)
  })

  test('a thought needs none', async () => {
    const picture = await firstTurn()
    const { status } = await ask(emulator, { body: followUp({ text: 'Hm.', thought: true }, picture) })
    expect(status).toBe(200)
  })
})
