import { describe, expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import { decodePng } from './png.ts'
import { ask, bodyOf, MODEL, picturesIn, QUICK, requestOf } from './test-client.ts'

const emulator = createEmulator(QUICK)

function decoded(data: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
}

describe('the three kinds of chunk', () => {
  test('thinking comes first, then one whole signed picture, then usage', async () => {
    const { status, headers, chunks } = await ask(emulator)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/event-stream')
    expect(headers.get('content-disposition')).toBe('attachment')
    expect(headers.get('x-gemini-service-tier')).toBe('standard')
    const kinds = chunks.map(({ candidates }) => {
      const part = candidates?.[0]?.content?.parts?.[0]
      return part?.thought === true ? 'thought' : part?.inlineData ? 'picture' : part?.text
    })
    expect(kinds.slice(0, -2).every((kind) => kind === 'thought')).toBe(true)
    expect(kinds.length).toBeGreaterThan(3)
    expect(kinds.slice(-2)).toEqual(['picture', ''])
    const picture = chunks.at(-2)?.candidates?.[0]?.content?.parts?.[0]
    expect(picture?.thoughtSignature).toHaveLength(256)
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP')
    expect(chunks.at(-1)?.usageMetadata).toMatchObject({
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1120 }],
      thoughtsTokenCount: expect.any(Number),
    })
  })

  test('the thoughts speak of the prompt', async () => {
    const { parts } = await ask(emulator, { body: bodyOf('A red fox asleep in the snow') })
    const thoughts = parts.filter(({ thought }) => thought).map(({ text }) => text)
    expect(thoughts.join('').toLowerCase()).toContain('fox')
  })

  test('without includeThoughts no thoughts come, and at minimal none are counted', async () => {
    const { parts, chunks } = await ask(emulator, { body: bodyOf('A fox', { thinkingConfig: {} }) })
    expect(parts.some(({ thought }) => thought)).toBe(false)
    expect(chunks.at(-1)?.usageMetadata).not.toHaveProperty('thoughtsTokenCount')
  })

  test('at the high level silent thoughts are counted', async () => {
    const body = bodyOf('A fox', { thinkingConfig: { thinkingLevel: 'high' } })
    const { parts, chunks } = await ask(emulator, { body })
    expect(parts.some(({ thought }) => thought)).toBe(false)
    expect(chunks.at(-1)?.usageMetadata?.['thoughtsTokenCount']).toBeGreaterThan(0)
  })

  test('at full size the signature has its recorded length, and the picture the pixels of the table', async () => {
    const real = createEmulator({ pace: 'instant' })
    const { parts } = await ask(real, { body: bodyOf('A lighthouse') })
    const [picture] = picturesIn(parts)
    expect(picture?.thoughtSignature).toHaveLength(1_459_200)
    expect(picture?.inlineData?.mimeType).toBe('image/png')
    const { width, height } = await decodePng(decoded(picture?.inlineData?.data ?? ''))
    expect([width, height]).toEqual([1376, 768])
  })

  test('each chunk has the answer id, and CRLF CRLF ends each event', async () => {
    const { text, chunks } = await ask(emulator)
    expect(new Set(chunks.map(({ responseId }) => responseId)).size).toBe(1)
    const events = text.split('\r\n\r\n')
    expect(events.at(-1)).toBe('')
    expect(
      events.slice(0, -1).every((event) => event.startsWith('data: {"candidates": [{"content": {')),
    ).toBe(true)
  })
})

describe('what is drawn', () => {
  test('the same prompt and seed give the same picture; another prompt or seed another', async () => {
    const draw = async (prompt: string, seed: number): Promise<string | undefined> => {
      const { parts } = await ask(createEmulator(QUICK), { body: bodyOf(prompt, { seed }) })
      return picturesIn(parts)[0]?.inlineData?.data
    }
    const first = await draw('A harbour at night', 3)
    expect(await draw('A harbour at night', 3)).toBe(first)
    expect(await draw('A harbour at night', 4)).not.toBe(first)
    expect(await draw('A meadow at noon', 3)).not.toBe(first)
  })

  test.each([
    ['1:1', 64, 64],
    ['9:16', 36, 64],
    ['21:9', 64, 27],
    ['8:1', 64, 8],
  ])('ratio %s gives %i×%i in small', async (aspectRatio, width, height) => {
    const { parts } = await ask(emulator, { body: bodyOf('A fox', { imageConfig: { aspectRatio } }) })
    const picture = await decodePng(decoded(picturesIn(parts)[0]?.inlineData?.data ?? ''))
    expect([picture.width, picture.height]).toEqual([width, height])
  })

  test('an edit changes the picture it is given, and keeps its shape', async () => {
    const drawn = await ask(emulator, { body: bodyOf('A fox', { imageConfig: { aspectRatio: '2:3' } }) })
    const reference = picturesIn(drawn.parts)[0]?.inlineData
    const parts = [
      { text: 'Make it black and white' },
      { inline_data: { mime_type: reference?.mimeType, data: reference?.data } },
    ]
    const edited = await ask(emulator, { body: { contents: [{ role: 'user', parts }] } })
    expect(edited.status).toBe(200)
    const before = await decodePng(decoded(reference?.data ?? ''))
    const after = await decodePng(decoded(picturesIn(edited.parts)[0]?.inlineData?.data ?? ''))
    expect([after.width, after.height]).toEqual([before.width, before.height])
    expect(after.pixels).not.toEqual(before.pixels)
    expect(edited.chunks.at(-1)?.usageMetadata).toMatchObject({
      promptTokensDetails: [
        { modality: 'IMAGE', tokenCount: 1120 },
        { modality: 'TEXT', tokenCount: 6 },
      ],
    })
  })

  test('text comes when TEXT is asked and the option allows it', async () => {
    const options = { text: 'before' } as const
    const both = await ask(emulator, { options })
    expect(both.parts.some(({ text, thought }) => !thought && text?.includes('red fox'))).toBe(true)
    const image = await ask(emulator, { options, body: bodyOf('A fox', { responseModalities: ['Image'] }) })
    expect(image.parts.every(({ text, thought }) => thought || text === undefined || text === '')).toBe(true)
  })
})

describe('generateContent', () => {
  test('is one pretty JSON object with all parts', async () => {
    const path = `/v1beta/models/${MODEL}:generateContent`
    const { text, headers } = await ask(emulator, { path, query: 'key=test' })
    expect(headers.get('content-type')).toBe('application/json; charset=UTF-8')
    const whole = JSON.parse(text) as {
      candidates: [{ content: { parts: unknown[] }; finishReason: string }]
    }
    expect(text).toBe(`${JSON.stringify(whole, null, 2)}\n`)
    expect(whole.candidates[0].finishReason).toBe('STOP')
    expect(whole.candidates[0].content.parts).toEqual([
      { text: expect.any(String), thought: true },
      {
        inlineData: { mimeType: 'image/png', data: expect.any(String) },
        thoughtSignature: expect.any(String),
      },
    ])
  })

  test('streamGenerateContent without alt=sse is a JSON array, as recorded', async () => {
    const { text, headers } = await ask(emulator, { query: 'key=test' })
    expect(headers.get('content-type')).toBe('application/json; charset=UTF-8')
    expect(text.startsWith('[{\n  "candidates": [\n')).toBe(true)
    expect(text).toContain('}\n,\r\n{')
    expect(text.endsWith('}\n]')).toBe(true)
    expect((JSON.parse(text) as unknown[]).length).toBeGreaterThan(2)
  })
})

describe('paths and models', () => {
  test.each([
    '/v1/models/gemini-3-pro-image:streamGenerateContent',
    '/v1beta1/models/gemini-2.5-flash-image:streamGenerateContent',
    '/mounted/anywhere/v1beta/models/gemini-3.1-flash-image:streamGenerateContent',
    `/v1beta1/projects/p/locations/global/publishers/google/models/${MODEL}:streamGenerateContent`,
    `/v1/publishers/google/models/${MODEL}:streamGenerateContent`,
  ])('%s answers', async (path) => {
    const { status, parts } = await ask(emulator, { path })
    expect(status).toBe(200)
    expect(picturesIn(parts)).toHaveLength(1)
  })

  test('a Vertex path speaks as Vertex does', async () => {
    const path = `/v1beta1/projects/p/locations/global/publishers/google/models/${MODEL}:streamGenerateContent`
    const { text, headers, chunks } = await ask(emulator, { path })
    expect(text.startsWith('data: {"candidates": [{"content": {"role": "model","parts": [')).toBe(true)
    expect(text).not.toContain('"index"')
    expect(text).toContain('"createTime": "')
    expect(headers.has('x-gemini-service-tier')).toBe(false)
    expect(chunks.slice(0, -1).map(({ usageMetadata }) => usageMetadata)).toEqual(
      chunks.slice(0, -1).map(() => ({ trafficType: 'ON_DEMAND' })),
    )
    expect(chunks.at(-1)?.usageMetadata).toMatchObject({
      candidatesTokenCount: 1120,
      trafficType: 'ON_DEMAND',
    })
  })

  test('the anyfast flavour is compact, and its counts come alone at the end', async () => {
    const { text, chunks } = await ask(emulator, { options: { flavour: 'anyfast' }, query: 'key=test' })
    expect(text.startsWith('data: {"candidates":[{"content":{"role":"model","parts":[')).toBe(true)
    expect(text).not.toContain('\r')
    expect(chunks.at(-1)).not.toHaveProperty('candidates')
    expect(chunks.at(-1)?.usageMetadata).toHaveProperty('thoughtsTokenCount')
    expect(chunks.at(-2)?.candidates?.[0]?.finishReason).toBe('STOP')
  })

  test('models are listed and described', async () => {
    const list = await emulator(new Request('http://e/v1beta/models'))
    expect(await list.json()).toMatchObject({
      models: [
        { name: `models/${MODEL}`, outputTokenLimit: 4096 },
        { name: 'models/gemini-3.1-flash-image' },
        { name: 'models/gemini-3-pro-image' },
        { name: 'models/gemini-2.5-flash-image' },
      ],
    })
    const one = await emulator(new Request(`http://e/v1beta/models/${MODEL}`))
    expect(await one.json()).toMatchObject({
      supportedGenerationMethods: ['generateContent', 'streamGenerateContent'],
    })
  })

  test('an unknown model is 404 in the endpoint’s words', async () => {
    const { status, text } = await ask(emulator, { path: '/v1beta/models/gemini-9:streamGenerateContent' })
    expect(status).toBe(404)
    expect(JSON.parse(text)).toMatchObject({
      error: {
        status: 'NOT_FOUND',
        message: expect.stringMatching(/^models\/gemini-9 is not found for API version v1beta, or/),
      },
    })
  })

  test('a path that is not there says what is', async () => {
    const { status, text } = await ask(emulator, { path: '/v1/chat/completions' })
    expect(status).toBe(404)
    expect(text).toContain(':streamGenerateContent')
  })

  test('a browser on any origin may call', async () => {
    const preflight = await emulator(
      new Request('http://e/v1beta/models', {
        method: 'OPTIONS',
        headers: { 'access-control-request-headers': 'x-goog-api-key,content-type' },
      }),
    )
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('x-goog-api-key,content-type')
    expect((await ask(emulator)).headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('keys', () => {
  test.each([
    ['the query', { query: 'alt=sse&key=test' }],
    ['x-goog-api-key', { query: 'alt=sse', headers: { 'x-goog-api-key': 'test' } }],
    ['a bearer token', { query: 'alt=sse', headers: { authorization: 'Bearer test' } }],
  ])('a key is taken from %s', async (_name, asking) => {
    expect((await ask(emulator, asking)).status).toBe(200)
  })

  test('no key is 403 without details', async () => {
    const { status, text } = await ask(emulator, { query: 'alt=sse' })
    expect(status).toBe(403)
    expect(JSON.parse(text)).toEqual({
      error: {
        code: 403,
        message: expect.stringContaining("Method doesn't allow unregistered callers"),
        status: 'PERMISSION_DENIED',
      },
    })
  })

  test('a key that is not on the list is 400 API_KEY_INVALID', async () => {
    const picky = createEmulator({ ...QUICK, keys: ['right'] })
    const { status, text } = await ask(picky, { query: 'key=wrong' })
    expect(status).toBe(400)
    expect(JSON.parse(text)).toMatchObject([
      { error: { details: [{ reason: 'API_KEY_INVALID' }, {}, { detail: 'Invalid API key: wrong' }] } },
    ])
    expect((await ask(picky, { query: 'key=right' })).status).toBe(200)
  })

  test('a gateway says 401 in OpenAI’s shape', async () => {
    const { status, text } = await ask(emulator, { query: '', options: { flavour: 'anyfast' } })
    expect(status).toBe(401)
    expect(JSON.parse(text)).toEqual({
      error: { message: 'Invalid API key provided.', type: 'authentication_error', code: 'invalid_api_key' },
    })
  })

  test('what looks like a real key is refused, and is written nowhere', async () => {
    const guarded = createEmulator(QUICK)
    const key = `AIza${'x'.repeat(35)}`
    const { status, text } = await ask(guarded, { query: `key=${key}` })
    expect(status).toBe(400)
    expect(text).toContain('looks like a real one')
    expect(text + JSON.stringify(guarded.ledger.entries)).not.toContain(key)
  })
})

describe('errors', () => {
  test('under alt=sse an error is pretty JSON and a line feed, under the wrong content type', async () => {
    const { headers, text } = await ask(emulator, { path: '/v1beta/models/none:streamGenerateContent' })
    expect(headers.get('content-type')).toBe('text/event-stream')
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`)
  })

  test('without alt=sse it is wrapped in a list', async () => {
    const { headers, text } = await ask(emulator, { query: 'key=test', scenario: 'overloaded' })
    expect(headers.get('content-type')).toBe('application/json; charset=UTF-8')
    expect(text).toMatch(/^\[\{\n {2}"error": \{\n[^]*\}\n\]$/)
  })

  test('an error can carry Retry-After and its own delay', async () => {
    const options = { error: { name: 'quota-minute', retryAfter: '7', retryDelay: '7.5s' } } as const
    const { status, headers, text } = await ask(emulator, { options })
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('7')
    expect(text).toContain('"retryDelay": "7.5s"')
  })

  test.each([408, 413, 425, 502, 520])('any status can be asked for: %i', async (name) => {
    expect((await ask(emulator, { options: { error: { name } } })).status).toBe(name)
  })
})

describe('the ledger', () => {
  test('counts what was asked, what would be billed, and what was left early', async () => {
    const counted = createEmulator(QUICK)
    await ask(counted, { body: bodyOf('A fox') })
    await ask(counted, { query: 'alt=sse' })
    const response = await counted(requestOf({ body: bodyOf('An owl') }))
    const reader = response.body?.getReader()
    await reader?.read()
    expect(counted.ledger.open).toBe(1)
    await reader?.cancel()
    expect(counted.ledger).toMatchObject({ requests: 3, paid: 2, aborted: 1, open: 0 })
    expect(counted.ledger.entries).toMatchObject([
      { id: 1, model: MODEL, prompt: 'A fox', status: 200, outcome: 'completed' },
      { id: 2, model: null, prompt: null, status: 403, outcome: 'completed' },
      { id: 3, prompt: 'An owl', outcome: 'closed' },
    ])
    counted.ledger.clear()
    expect(counted.ledger).toMatchObject({ requests: 0, paid: 0, aborted: 0, entries: [] })
  })

  test('can be read and cleared over its path', async () => {
    const counted = createEmulator(QUICK)
    await ask(counted)
    const url = 'http://e/any/prefix/emulator/ledger'
    expect(await (await counted(new Request(url))).json()).toMatchObject({
      requests: 1,
      paid: 1,
      entries: [{ id: 1 }],
    })
    expect((await counted(new Request(url, { method: 'DELETE' }))).status).toBe(204)
    expect(counted.ledger.requests).toBe(0)
  })
})

describe('asking for a fault', () => {
  test('a scenario in the prompt is played, and is not part of the prompt', async () => {
    const asked = createEmulator(QUICK)
    const { chunks } = await ask(asked, { body: bodyOf('[scenario: no-image] A fox') })
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('NO_IMAGE')
    expect(asked.ledger.entries).toMatchObject([{ prompt: 'A fox', scenario: 'no-image' }])
  })

  test.each([
    ['an option', { options: { colour: 'red' } as never }, 'There is no option "colour". Allowed: flavour, '],
    [
      'a value',
      { options: { usage: 'sometimes' } as never },
      'Option "usage" must be one of "every", "last"',
    ],
    ['JSON', { headers: { 'x-emulator-options': '{' } }, 'must be one JSON object'],
    ['a scenario', { scenario: 'nope' }, 'has no scenario "nope". It has: plain, '],
  ])('%s that does not exist is 400 and lists what does', async (_name, asking, message) => {
    const { status, text } = await ask(emulator, asking)
    expect(status).toBe(400)
    const { error } = JSON.parse(text) as { error: { message: string } }
    expect(error.message).toContain(message)
  })

  test('options of a header win over the scenario, and both over the emulator’s own', async () => {
    const own = createEmulator({ ...QUICK, usage: 'missing' })
    const { chunks } = await ask(own, { scenario: 'usage-separate', options: { images: 2 } })
    expect(chunks.at(-1)).not.toHaveProperty('candidates')
    expect(
      picturesIn(chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])),
    ).toHaveLength(2)
  })

  test('next() settles one answer each, in order', async () => {
    const flapping = createEmulator(QUICK)
    flapping.next('overloaded')
    flapping.next({ error: { name: 500 } })
    const statuses = [await ask(flapping), await ask(flapping), await ask(flapping)].map(
      ({ status }) => status,
    )
    expect(statuses).toEqual([503, 500, 200])
    expect(() => flapping.next('nope')).toThrow(TypeError)
  })

  test('an emulator is not made of options that do not exist', () => {
    expect(() => createEmulator({ pace: 'fast' as never })).toThrow(
      'Option "pace" must be one of "watchable"',
    )
    expect(() => createEmulator({ mediaType: 'image/webp' })).toThrow('no codec')
  })
})
