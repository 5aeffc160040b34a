import { GoogleGenAI, type Content, type GenerateContentResponse, type Part } from '@google/genai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenEmulator, type ListeningEmulator } from './node.ts'
import { MODEL, QUICK } from './test-client.ts'

// The official client, unmodified, over a real socket: our own reading of the protocol is not enough.

let server: ListeningEmulator
let client: GoogleGenAI

beforeAll(async () => {
  server = await listenEmulator(QUICK)
  client = new GoogleGenAI({ apiKey: 'test', httpOptions: { baseUrl: server.url } })
})

afterAll(async () => {
  await server.close()
})

const config = {
  responseModalities: ['TEXT', 'IMAGE'],
  imageConfig: { aspectRatio: '16:9', imageSize: '1K' },
  thinkingConfig: { includeThoughts: true },
}

async function collect(stream: AsyncIterable<GenerateContentResponse>): Promise<{
  chunks: readonly GenerateContentResponse[]
  parts: readonly Part[]
}> {
  const chunks: GenerateContentResponse[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return { chunks, parts: chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []) }
}

function pictureIn(parts: readonly Part[]): Part {
  const picture = parts.find(({ inlineData }) => inlineData !== undefined)
  if (picture === undefined) throw new Error('No picture came.')
  return picture
}

test('it streams thoughts, a picture and usage', async () => {
  const contents = 'A red fox asleep in the snow'
  const { chunks, parts } = await collect(
    await client.models.generateContentStream({ model: MODEL, contents, config }),
  )
  expect(parts.filter(({ thought }) => thought).length).toBeGreaterThan(1)
  expect(pictureIn(parts).inlineData?.mimeType).toBe('image/jpeg')
  expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP')
  expect(chunks.at(-1)?.usageMetadata?.candidatesTokensDetails).toEqual([
    { modality: 'IMAGE', tokenCount: 1120 },
  ])
})

test('it edits with history and signature under strict checks, and is refused without', async () => {
  const first = await collect(
    await client.models.generateContentStream({ model: MODEL, contents: 'A fox', config }),
  )
  const picture = pictureIn(first.parts)
  const history = (part: Part): Content[] => [
    { role: 'user', parts: [{ text: 'A fox' }] },
    { role: 'model', parts: [part] },
    { role: 'user', parts: [{ text: 'Make it black and white' }] },
  ]
  const edited = await collect(
    await client.models.generateContentStream({ model: MODEL, contents: history(picture), config }),
  )
  expect(pictureIn(edited.parts).inlineData?.data).not.toBe(picture.inlineData?.data)
  const { thoughtSignature: _, ...unsigned } = picture
  await expect(
    client.models.generateContentStream({ model: MODEL, contents: history(unsigned), config }),
  ).rejects.toThrow('Image part is missing a thought_signature in content position 2, part position 1.')
})

test('its chat keeps the history that an edit needs', async () => {
  const chat = client.chats.create({ model: MODEL, config })
  await collect(await chat.sendMessageStream({ message: 'A lighthouse' }))
  const { parts } = await collect(await chat.sendMessageStream({ message: 'at night' }))
  expect(pictureIn(parts).thoughtSignature).toBeTypeOf('string')
  expect(server.emulator.ledger.entries.at(-1)).toMatchObject({ prompt: 'at night', images: 1 })
})

test('it gets a whole answer without streaming', async () => {
  const response = await client.models.generateContent({ model: MODEL, contents: 'A fox', config })
  expect(
    response.candidates?.[0]?.content?.parts?.map(({ thought, inlineData }) => [
      thought,
      inlineData !== undefined,
    ]),
  ).toEqual([
    [true, false],
    [undefined, true],
  ])
})

test('it knows the models', async () => {
  const model = await client.models.get({ model: MODEL })
  expect(model).toMatchObject({ name: `models/${MODEL}`, outputTokenLimit: 4096 })
})

test('a full-size answer arrives whole', async () => {
  const headers = { 'x-emulator-options': JSON.stringify({ pictureSize: 'real', pace: 'instant' }) }
  const httpOptions = { headers }
  const { parts } = await collect(
    await client.models.generateContentStream({
      model: MODEL,
      contents: 'A fox',
      config: { ...config, httpOptions },
    }),
  )
  expect(pictureIn(parts).thoughtSignature).toHaveLength(1_459_200)
}, 30_000)

test.each([
  ['overloaded', 503, 'high demand'],
  ['quota-day', 429, 'You exceeded your current quota'],
  ['bad-key', 400, 'API_KEY_INVALID'],
])('it throws its own ApiError for %s', async (scenario, status, message) => {
  const httpOptions = { headers: { 'x-emulator-scenario': scenario }, retryOptions: { attempts: 1 } }
  await expect(
    client.models.generateContentStream({
      model: MODEL,
      contents: 'A fox',
      config: { ...config, httpOptions },
    }),
  ).rejects.toMatchObject({ name: 'ApiError', status, message: expect.stringContaining(message) })
})

test('it throws for a framed error in the middle', async () => {
  const httpOptions = { headers: { 'x-emulator-scenario': 'framed-error' } }
  const stream = await client.models.generateContentStream({
    model: MODEL,
    contents: 'A fox',
    config: { ...config, httpOptions },
  })
  await expect(collect(stream)).rejects.toThrow('high demand')
})
