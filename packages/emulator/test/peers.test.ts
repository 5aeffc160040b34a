import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { GoogleGenAI } from '@google/genai'
import { generateImage, streamText, type UIMessageChunk } from 'ai'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Ledger } from '../src/ledger.ts'
import { listenEmulator, type ListeningEmulator } from '../src/node.ts'
import { MODEL, QUICK } from '../src/test-client.ts'

// What docs/compared.md says of others, held to the versions of the catalog. When one of these fails after an upgrade,
// its row has changed: for the better, most likely.

let server: ListeningEmulator

beforeAll(async () => {
  server = await listenEmulator(QUICK)
})

beforeEach(() => {
  server.emulator.ledger.clear()
})

afterAll(async () => {
  await server.close()
})

const prompt = 'A red fox'

describe('@google/genai', () => {
  function clientFor(scenario: string): GoogleGenAI {
    const headers = { 'x-emulator-scenario': scenario }
    return new GoogleGenAI({ apiKey: 'test', httpOptions: { baseUrl: server.url, headers } })
  }

  const config = { responseModalities: ['TEXT', 'IMAGE'], thinkingConfig: { includeThoughts: true } }

  interface Streamed {
    readonly parts: readonly string[]
    readonly error: unknown
    readonly last: object
  }

  /** Parts in words, thoughts folded, and what the loop threw. */
  async function stream(scenario: string): Promise<Streamed> {
    const words: string[] = []
    let last = {}
    let error: unknown = null
    try {
      const asking = { model: MODEL, contents: prompt, config }
      for await (const chunk of await clientFor(scenario).models.generateContentStream(asking)) {
        last = chunk
        for (const { inlineData, thought, text } of chunk.candidates?.[0]?.content?.parts ?? []) {
          if (inlineData !== undefined) words.push(thought ? 'draft' : 'picture')
          else if (text !== '') words.push(thought ? 'thought' : 'text')
        }
      }
    } catch (thrown) {
      error = thrown
    }
    return { parts: words.filter((word, index) => word !== words[index - 1]), error, last }
  }

  test('passes parts on, drafts among them, in their order', async () => {
    expect((await stream('drafts')).parts).toEqual(['thought', 'draft', 'picture'])
    expect((await stream('text-and-images')).parts).toEqual(['thought', 'text', 'picture', 'text', 'picture'])
  })

  test('glues all pictures into one text', async () => {
    vi.spyOn(console, 'warn').mockImplementationOnce(() => undefined)
    const response = await clientFor('drafts').models.generateContent({
      model: MODEL,
      contents: prompt,
      config,
    })
    const lengths = response.candidates?.[0]?.content?.parts?.map(
      ({ inlineData }) => inlineData?.data?.length ?? 0,
    )
    expect(lengths?.filter(Boolean)).toHaveLength(3)
    expect(response.data?.length).toBeGreaterThan(Math.max(...(lengths ?? [])))
  })

  test('its chat loses the picture when counts come in a chunk of their own', async () => {
    const chat = clientFor('anyfast').chats.create({ model: MODEL, config })
    for await (const _chunk of await chat.sendMessageStream({ message: prompt }));
    expect(chat.getHistory()[1]).toEqual({ role: 'model', parts: [] })
  })

  test('throws an error event, and loses one without framing', async () => {
    expect((await stream('framed-error')).error).toMatchObject({ name: 'ApiError', status: 503 })
    const { error } = await stream('raw-error-tail')
    expect(error).toEqual(new Error('Incomplete JSON segment at the end'))
  })

  test('ends as usual where a stream was cut between events, and throws in one', async () => {
    expect(await stream('cut-after-picture')).toMatchObject({ parts: ['thought', 'picture'], error: null })
    expect((await stream('cut-mid-picture')).error).toEqual(new Error('Incomplete JSON segment at the end'))
  })

  test('leaves a blocked prompt and a refusal to whoever looks, without its sentence', async () => {
    const blocked = await stream('blocked-prompt')
    expect(blocked).toMatchObject({
      error: null,
      last: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } },
    })
    const { error, last } = await stream('image-other')
    expect(error).toBeNull()
    expect(last).toMatchObject({ candidates: [{ finishReason: 'IMAGE_OTHER' }] })
    expect(JSON.stringify(last)).not.toContain('Unable to show')
  })

  test('writes an HTTP error as JSON in JSON', async () => {
    const { error } = await stream('bad-key')
    const outer = JSON.parse((error as Error).message) as { error: { message: string } }
    expect(JSON.parse(outer.error.message)).toMatchObject({ error: { status: 'INVALID_ARGUMENT' } })
  })

  test.each(['single-newline', 'no-last-blank-line'])('throws at %s', async (scenario) => {
    expect((await stream(scenario)).error).toEqual(new Error('Incomplete JSON segment at the end'))
  })

  test('asks once, and goes on asking when its loop is left', async () => {
    await stream('reset-before-headers')
    expect(server.emulator.ledger.requests).toBe(1)
    server.emulator.ledger.clear()
    const asking = { model: MODEL, contents: prompt, config }
    for await (const _chunk of await clientFor('silence').models.generateContentStream(asking)) break
    expect(await booksLater()).toMatchObject({ paid: 1, aborted: 0, open: 1 })
  })
})

describe('the AI SDK', () => {
  function ask(scenario: string, maxRetries = 0): ReturnType<typeof streamText> {
    return streamText({
      model: createGoogleGenerativeAI({ apiKey: 'test', baseURL: `${server.url}/v1beta` })(MODEL),
      prompt,
      maxRetries,
      headers: { 'x-emulator-scenario': scenario },
      onError: () => undefined,
      providerOptions: {
        google: { responseModalities: ['TEXT', 'IMAGE'], thinkingConfig: { includeThoughts: true } },
      },
    })
  }

  /** What reaches a page, thoughts left out. */
  async function shown(scenario: string): Promise<readonly UIMessageChunk[]> {
    const chunks: UIMessageChunk[] = []
    for await (const chunk of ask(scenario).toUIMessageStream()) {
      if (!chunk.type.startsWith('reasoning')) chunks.push(chunk)
    }
    return chunks
  }

  test.each([
    'raw-error-tail',
    'cut-after-picture',
    'cut-mid-picture',
    'single-newline',
    'no-last-blank-line',
  ])('says of %s that it was interrupted, and raises no error', async (scenario) => {
    const result = ask(scenario)
    const errors: unknown[] = []
    for await (const part of result.fullStream) if (part.type === 'error') errors.push(part)
    expect(errors).toEqual([])
    expect(await result.finishReason).toBe('interrupted')
  })

  test('takes an only draft for no result', async () => {
    expect(await ask('only-draft').files).toEqual([])
  })

  test('shows a page neither the reason of a refusal nor its sentence', async () => {
    expect((await shown('image-other')).at(-1)).toEqual({ type: 'finish', finishReason: 'other' })
    expect((await shown('blocked-prompt')).at(-1)).toEqual({ type: 'finish', finishReason: 'content-filter' })
  })

  test('shows a page one text for all errors', async () => {
    for (const scenario of ['framed-error', 'quota-day']) {
      expect(await shown(scenario)).toContainEqual({ type: 'error', errorText: 'An error occurred.' })
    }
  })

  test('its image API does not stream, and says of a refusal that there is no picture', async () => {
    const google = createGoogleGenerativeAI({ apiKey: 'test', baseURL: `${server.url}/v1beta` })
    const headers = { 'x-emulator-scenario': 'image-other' }
    const asking = generateImage({ model: google.image(MODEL), prompt, headers, maxRetries: 0 })
    await expect(asking).rejects.toThrow('No image generated.')
    expect(server.emulator.ledger.entries.at(-1)?.path).toMatch(/:generateContent$/)
  })

  test('asks three times where a call may have been paid', async () => {
    const result = ask('reset-before-headers', 2)
    await result.consumeStream({ onError: () => undefined })
    expect(server.emulator.ledger.requests).toBe(3)
  })

  test('goes on asking when its loop is left', async () => {
    for await (const part of ask('silence').fullStream) if (part.type === 'reasoning-delta') break
    expect(await booksLater()).toMatchObject({ paid: 1, aborted: 0, open: 1 })
  })
})

/** Long enough for a connection to be closed, were somebody to close it. */
const CLOSING_MS = 500

async function booksLater(): Promise<Ledger> {
  await new Promise((resolve) => setTimeout(resolve, CLOSING_MS))
  return server.emulator.ledger
}
