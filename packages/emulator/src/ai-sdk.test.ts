import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { APICallError, streamText, type ModelMessage, type TextStreamPart, type ToolSet } from 'ai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenEmulator, type ListeningEmulator } from './node.ts'
import { MODEL, QUICK } from './test-client.ts'

// The AI SDK, unmodified, over a real socket: another reading of the protocol than Google's own.

let server: ListeningEmulator
let google: ReturnType<typeof createGoogleGenerativeAI>

beforeAll(async () => {
  server = await listenEmulator(QUICK)
  google = createGoogleGenerativeAI({ apiKey: 'test', baseURL: `${server.url}/v1beta` })
})

afterAll(async () => {
  await server.close()
})

interface Asking {
  readonly scenario?: string
  readonly messages?: readonly ModelMessage[]
}

type StreamPart = TextStreamPart<ToolSet>

interface Streamed {
  readonly result: ReturnType<typeof streamText>
  readonly parts: readonly StreamPart[]
  /** Kinds of parts in order, each run of one kind once. */
  readonly kinds: readonly string[]
}

async function stream({ scenario = 'plain', messages = asked('A red fox') }: Asking = {}): Promise<Streamed> {
  const result = streamText({
    model: google(MODEL),
    messages: [...messages],
    maxRetries: 0,
    headers: { 'x-emulator-scenario': scenario },
    // It logs errors unless somebody takes them.
    onError: () => undefined,
    providerOptions: {
      google: {
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: { aspectRatio: '16:9', imageSize: '1K' },
        thinkingConfig: { includeThoughts: true },
      },
    },
  })
  const parts: StreamPart[] = []
  for await (const part of result.fullStream) parts.push(part)
  const kinds = parts.map(({ type }) => type)
  return { result, parts, kinds: kinds.filter((kind, index) => kind !== kinds[index - 1]) }
}

function asked(prompt: string): readonly ModelMessage[] {
  return [{ role: 'user', content: prompt }]
}

function errorIn({ parts }: Streamed): unknown {
  return parts.find((part) => part.type === 'error')?.error
}

test('it streams thoughts as reasoning, the picture as a file, usage and the finish', async () => {
  const { result, kinds } = await stream()
  expect(kinds).toEqual([
    'start',
    'start-step',
    'reasoning-start',
    'reasoning-delta',
    'reasoning-end',
    'file',
    'finish-step',
    'finish',
  ])
  const [file, ...others] = await result.files
  expect([file?.mediaType, others.length]).toEqual(['image/jpeg', 0])
  expect(file?.base64).toMatch(/^\/9j\//)
  expect(await result.reasoningText).toContain('A red fox')
  expect([await result.finishReason, await result.rawFinishReason]).toEqual(['stop', 'STOP'])
  const { inputTokens, outputTokens, totalTokens } = await result.usage
  expect(totalTokens).toBe(Number(inputTokens) + Number(outputTokens))
  expect(outputTokens).toBeGreaterThan(1_120)
})

test('drafts are files of the reasoning, and answer pictures come in order with the text', async () => {
  const drafts = await stream({ scenario: 'drafts' })
  expect(drafts.kinds).toContain('reasoning-file')
  expect(await drafts.result.files).toHaveLength(1)
  const { kinds } = await stream({ scenario: 'text-and-images' })
  expect(kinds.filter((kind) => kind === 'text-start' || kind === 'file')).toEqual([
    'text-start',
    'file',
    'text-start',
    'file',
  ])
})

test('it edits with the picture of the history, whose signature it sends back, and is refused without', async () => {
  const first = await stream()
  const drawn = await first.result.files
  const { messages } = await first.result.response
  const history = [...asked('A red fox'), ...messages, ...asked('Make it night')]
  const edited = await stream({ messages: history })
  const [picture] = await edited.result.files
  expect(picture?.base64).not.toBe(drawn[0]?.base64)
  expect(server.emulator.ledger.entries.at(-1)).toMatchObject({
    prompt: 'Make it night',
    images: 1,
    status: 200,
  })
  const unsigned = JSON.parse(
    JSON.stringify(history, (key, value: unknown) => (key === 'thoughtSignature' ? undefined : value)),
  ) as ModelMessage[]
  expect(errorIn(await stream({ messages: unsigned }))).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining(
      'Image part is missing a thought_signature in content position 2',
    ) as string,
  })
})

test.each([
  ['overloaded', 503, 'high demand'],
  ['quota-day', 429, 'You exceeded your current quota'],
  ['bad-key', 400, 'API key not valid'],
])('it reads the error of %s', async (scenario, statusCode, message) => {
  const error = errorIn(await stream({ scenario }))
  expect(APICallError.isInstance(error)).toBe(true)
  expect(error).toMatchObject({ statusCode, message: expect.stringContaining(message) as string })
})

test('it reads an error in the middle', async () => {
  const streamed = await stream({ scenario: 'framed-error' })
  expect(errorIn(streamed)).toMatchObject({ message: expect.stringContaining('high demand') as string })
  expect(await streamed.result.finishReason).toBe('error')
})

test('refusals have their reasons', async () => {
  const blocked = await stream({ scenario: 'blocked-prompt' })
  expect([await blocked.result.finishReason, await blocked.result.rawFinishReason]).toEqual([
    'content-filter',
    'PROHIBITED_CONTENT',
  ])
  const none = await stream({ scenario: 'no-image' })
  expect([await none.result.finishReason, await none.result.rawFinishReason]).toEqual(['other', 'NO_IMAGE'])
})
