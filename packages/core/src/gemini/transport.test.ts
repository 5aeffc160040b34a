import { describe, expect, test } from 'vitest'
import { answering, finish, parts, picture, pngBytes, sse, thought, usageMetadata } from '../../test/wire.ts'
import { isImageStreamError, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import type { RunResult } from '../run-result.ts'
import { streamImage } from '../stream-image.ts'
import { gemini, type GeminiOptions } from './transport.ts'

const png = pngBytes(1376, 768, 3000)
const other = pngBytes(1024, 1024, 2000)

interface Outcome {
  readonly result: RunResult
  readonly events: readonly ImageStreamEvent[]
}

/** One run against this body, with what it came to. */
async function run(body: string, options: Parameters<typeof answering>[1] = {}): Promise<Outcome> {
  const { fetch } = answering(body, options)
  const events: ImageStreamEvent[] = []
  const imageRun = streamImage('a fox', { transport: gemini({ apiKey: 'test', fetch, maxRetries: 0 }) })
  try {
    for await (const event of imageRun) events.push(event)
    return { result: await imageRun.result, events }
  } catch (error) {
    if (!isImageStreamError(error)) throw error
    return { result: { status: 'error', error }, events }
  }
}

function errorOf({ result }: Outcome): ImageStreamError {
  if (result.status === 'error') return result.error
  throw new Error(`The run came to ${result.status}.`)
}

/** Pictures and drafts as bytes; everything else as it is. */
async function picturesOf({ result }: Outcome): Promise<readonly Uint8Array[]> {
  if (result.status !== 'success') throw new Error(`The run came to ${result.status}.`)
  return Promise.all(result.images.map((image) => image.bytes()))
}

describe('each kind of chunk', () => {
  test('1: thought text is thinking, not text', async () => {
    const { result } = await run(sse(thought('Snow, '), thought('then a fox.'), picture(png), finish('STOP')))
    expect(result).toMatchObject({ status: 'success', thoughts: 'Snow, then a fox.', text: '' })
  })

  test('2: a thought picture is a draft, never the result', async () => {
    const outcome = await run(sse(picture(other, { thought: true }), picture(png), finish('STOP')))
    expect(await picturesOf(outcome)).toEqual([png])
    expect(outcome.events.filter(({ type }) => type === 'image-end')).toMatchObject([
      { draft: true },
      { draft: false },
    ])
  })

  test('3: answer text is kept, in order with the pictures', async () => {
    const { events } = await run(
      sse(
        parts({ text: 'First. ', thoughtSignature: 'c2ln' }),
        picture(png),
        parts({ text: 'Then.' }),
        finish('STOP'),
      ),
    )
    expect(events.map(({ type }) => type)).toEqual([
      'text',
      'image-start',
      'image-data',
      'image-ready',
      'image-end',
      'text',
      'finish',
      'warning',
      'answer',
      'done',
    ])
  })

  test('4: the answer picture arrives whole, with the size of its header', async () => {
    const outcome = await run(sse(picture(png), finish('STOP')))
    expect(await picturesOf(outcome)).toEqual([png])
    expect(outcome.result).toMatchObject({
      image: { width: 1376, height: 768, mediaType: 'image/png', extension: 'png', byteLength: 3000 },
    })
  })

  test('5: of several unmarked pictures the last is the result', async () => {
    const outcome = await run(sse(picture(other), picture(png), finish('STOP')))
    expect(outcome.result).toMatchObject({
      image: { width: 1376 },
      images: [{ width: 1024 }, { width: 1376 }],
    })
  })

  test('6: an only picture that is marked as a thought is the result', async () => {
    const outcome = await run(
      sse(picture(other, { thought: true }), picture(png, { thought: true }), finish('STOP')),
    )
    expect(await picturesOf(outcome)).toEqual([png])
  })

  test('7 and 8: a signature carrier and an empty closer show nothing', async () => {
    const carrier = {
      candidates: [{ content: { parts: [{ text: '', thoughtSignature: 'c2ln' }] }, finishReason: 'STOP' }],
    }
    const { result } = await run(sse(picture(png), parts({ text: '' }), carrier))
    expect(result).toMatchObject({ status: 'success', text: '' })
  })

  test.each([
    ['no parts', { role: 'model' }],
    ['null', null],
    ['null parts', { parts: null }],
    ['nothing', {}],
  ])('9: an empty middle (%s) is passed over', async (_what, content) => {
    const { result } = await run(sse({ candidates: [{ content, index: 0 }] }, picture(png), finish('STOP')))
    expect(result.status).toBe('success')
  })

  test.each([
    ['IMAGE_SAFETY', 'blocked', 'result'],
    ['IMAGE_PROHIBITED_CONTENT', 'blocked', 'result'],
    ['IMAGE_RECITATION', 'blocked', 'result'],
    ['SAFETY', 'blocked', 'prompt'],
    ['PROHIBITED_CONTENT', 'blocked', 'prompt'],
    ['RECITATION', 'blocked', 'prompt'],
  ])('10: %s is a refusal with its own words', async (finishReason, code, subject) => {
    const chunk = { candidates: [{ content: {}, finishReason, finishMessage: 'You will not be charged.' }] }
    expect(errorOf(await run(sse(chunk)))).toMatchObject({
      code,
      subject,
      reason: finishReason,
      detail: 'You will not be charged.',
      billed: 'no',
      advice: 'edit-prompt',
    })
  })

  test('11: tokens without a picture are no picture, and billed', async () => {
    const outcome = await run(sse(parts({ text: 'Here it is.' }), { ...finish('STOP'), usageMetadata }))
    expect(errorOf(outcome)).toMatchObject({
      code: 'no-image',
      reason: 'STOP',
      billed: 'yes',
      partial: { text: 'Here it is.' },
    })
  })

  test('12: usage may come alone, after the finish reason', async () => {
    const { result } = await run(sse(picture(png), finish('STOP'), { usageMetadata }))
    expect(result).toMatchObject({
      status: 'success',
      usage: {
        promptTokens: 8,
        outputTokens: 1537,
        imageTokens: 1120,
        thoughtTokens: 244,
        totalTokens: 1789,
      },
      warnings: [],
    })
  })

  test.each([[{}], [{ candidates: [] }]])('13: a prompt block %j ends the run', async (more) => {
    const chunk = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT', blockReasonMessage: 'Not this.' },
      ...more,
    }
    expect(errorOf(await run(sse(chunk)))).toMatchObject({
      code: 'blocked',
      subject: 'prompt',
      reason: 'PROHIBITED_CONTENT',
      detail: 'Not this.',
    })
  })

  test('13: a default block reason is none', async () => {
    const feedback = { promptFeedback: { blockReason: 'BLOCK_REASON_UNSPECIFIED' } }
    expect((await run(sse(feedback, picture(png), finish('STOP')))).result.status).toBe('success')
  })

  test('13: a block reason beats a picture, which stays in partial', async () => {
    const error = errorOf(
      await run(sse(picture(png), { promptFeedback: { blockReason: 'SAFETY' } }, finish('STOP'))),
    )
    expect(error).toMatchObject({ code: 'blocked', partial: { images: [{ width: 1376 }] } })
  })

  test('14: a framed error ends the run with its own code', async () => {
    const overload = { error: { code: 503, message: 'High demand.', status: 'UNAVAILABLE' } }
    expect(errorOf(await run(sse(thought('Snow.'), overload)))).toMatchObject({
      code: 'overloaded',
      detail: 'High demand.',
      phase: 'streaming',
      billed: 'maybe',
      partial: { thoughts: 'Snow.' },
    })
  })

  test('15: a raw error tail is read although it is no SSE', async () => {
    const tail = JSON.stringify({ error: { code: 499, message: 'Cancelled.', status: 'CANCELLED' } }, null, 2)
    expect(errorOf(await run(sse(thought('Snow.')) + tail))).toMatchObject({
      code: 'upstream',
      reason: 'CANCELLED',
      detail: 'Cancelled.',
    })
  })

  test('16: a stream that just ends is truncated, whatever had come', async () => {
    const outcome = await run(sse(thought('Snow.'), picture(png)))
    expect(errorOf(outcome)).toMatchObject({
      code: 'truncated',
      billed: 'maybe',
      partial: { thoughts: 'Snow.', images: [{ width: 1376 }] },
    })
  })

  test('16: behind a finish reason only usage may break off', async () => {
    const whole = sse(picture(png), finish('STOP'))
    for (const tail of [
      'data: {"',
      'data: { "usageMeta',
      'data: {"usageMetadata": {"promptTokenCount": 8',
      'data: [DON',
      'da',
    ])
      expect((await run(whole + tail)).result.status).toBe('success')
    for (const tail of [
      'data: {"candidates": [{"content": {"par',
      'data: {"usageMetadata": {}, "candidates": [',
      'data: {"promptFeedback": {"blockRea',
      '{\n  "error": {\n    "code": 50',
    ])
      expect(errorOf(await run(whole + tail))).toMatchObject({
        code: 'truncated',
        partial: { images: [{ width: 1376 }] },
      })
    expect(errorOf(await run(sse(finish('IMAGE_SAFETY')) + 'data: {"candidates": [')).code).toBe('blocked')
  })

  test('19: what proxies add is passed over, whatever it is', async () => {
    const noise = [
      ': comment\n\n',
      'data:\n\n',
      'data: ping\n\n',
      'data: null\n\n',
      'data: [DONE]\n\n',
      '\n\n\n',
    ]
    const body =
      [sse(thought('Snow.')), sse(picture(png)), sse(finish('STOP'))].join(noise.join('')) + noise.join('')
    expect((await run(body)).result).toMatchObject({ status: 'success', thoughts: 'Snow.' })
  })

  test.each([
    { candidates: [null] },
    { candidates: [{ content: '' }] },
    { candidates: [{ content: { parts: [null, 5, { text: 7 }] } }] },
    { promptFeedback: '' },
    { usageMetadata: 'none' },
    {},
  ])('an odd chunk %j costs nothing', async (odd) => {
    expect((await run(sse(odd, picture(png), odd, finish('STOP')))).result.status).toBe('success')
  })

  test('a picture under its other name, and one of a second candidate, are read', async () => {
    const data = Buffer.from(png).toString('base64')
    const snake = await run(sse(parts({ inline_data: { mime_type: 'image/png', data } }), finish('STOP')))
    expect(await picturesOf(snake)).toEqual([png])
    const second = { candidates: [{ content: {} }, { content: { parts: [{ inlineData: { data } }] } }] }
    expect(await picturesOf(await run(sse(second, finish('STOP'))))).toEqual([png])
  })

  test('an empty picture beside a real one is no matter; alone it is a bad image', async () => {
    const empty = parts({ inlineData: { data: '' } })
    expect((await run(sse(empty, picture(png), finish('STOP')))).result.status).toBe('success')
    expect(errorOf(await run(sse(empty, finish('STOP'))))).toMatchObject({ code: 'bad-image' })
  })

  test('a proxy that leaves out blank lines loses nothing', async () => {
    const body = sse(thought('Snow.'), picture(png), finish('STOP')).replaceAll('\r\n\r\n', '\n')
    for (const pieceLength of [1, 100, 65_536])
      expect((await run(body, { pieceLength })).result).toMatchObject({
        status: 'success',
        thoughts: 'Snow.',
      })
  })

  test('a JSON array, as without `alt=sse`, and one whole object are read', async () => {
    const chunks = [thought('Snow.'), picture(png), finish('STOP')]
    for (const body of [
      JSON.stringify(chunks),
      JSON.stringify(chunks, null, 2),
      JSON.stringify({
        ...picture(png),
        candidates: [
          {
            content: { parts: [{ inlineData: { data: Buffer.from(png).toString('base64') } }] },
            finishReason: 'STOP',
          },
        ],
      }),
    ])
      expect(await picturesOf(await run(body, { headers: { 'content-type': 'application/json' } }))).toEqual([
        png,
      ])
  })

  test('an error anywhere in an array is heard', async () => {
    const overload = { error: { code: 503, message: 'High demand.', status: 'UNAVAILABLE' } }
    expect(errorOf(await run(JSON.stringify([picture(png), finish('STOP'), overload])))).toMatchObject({
      code: 'overloaded',
    })
    expect(errorOf(await run(JSON.stringify({ error: 'It broke.' })))).toMatchObject({ detail: 'It broke.' })
  })

  test.each([
    ['<!doctype html><title>Sign in</title>'],
    ['<html>\n<p>Sign in</p>\n</html>'],
    ['Forbidden'],
    ['error: no'],
    ['denied by policy\n'],
    [''],
  ])('a page in place of an answer is no answer of Gemini’s: %j', async (body) => {
    expect(errorOf(await run(body))).toMatchObject({ code: 'protocol' })
  })

  test('an event that breaks off is explained by the error behind it', async () => {
    const whole = sse(thought('Snow.'), picture(png))
    const error = sse({ error: { code: 503, status: 'UNAVAILABLE', message: 'Busy.' } })
    const broken = `${whole.slice(0, -200)}\r\n\r\n`
    expect(errorOf(await run(broken + error))).toMatchObject({ code: 'overloaded', billed: 'maybe' })
    expect(errorOf(await run(broken + sse(picture(png), finish('STOP'))))).toMatchObject({ code: 'protocol' })
    expect(errorOf(await run(sse(picture(png), finish('STOP')) + broken))).toMatchObject({ code: 'protocol' })
  })

  test('a draft is the answer only if the model says that it is done', async () => {
    const draft = picture(png, { thought: true })
    expect(errorOf(await run(sse(draft, finish('NO_IMAGE'))))).toMatchObject({
      code: 'no-image',
      partial: { drafts: [{ width: 1376 }] },
    })
  })

  test('a later reason does not take a refusal back', async () => {
    expect(errorOf(await run(sse(picture(png), finish('SAFETY'), finish('STOP'))))).toMatchObject({
      code: 'blocked',
    })
  })

  test('a failure without a name keeps its sentence', async () => {
    const failed = finish('FINISH_REASON_UNSPECIFIED', { finishMessage: 'Internal error.' })
    expect(errorOf(await run(sse(failed)))).toMatchObject({
      code: 'no-image',
      detail: 'Internal error.',
      advice: 'retry',
    })
  })

  test('counts that are left out later are not taken back', async () => {
    const { result } = await run(
      sse(
        { ...picture(png), usageMetadata },
        { ...finish('STOP'), usageMetadata: { totalTokenCount: 1800 } },
      ),
    )
    expect(result).toMatchObject({ usage: { totalTokens: 1800, imageTokens: 1120, promptTokens: 8 } })
  })

  test('a picture after the finish reason still counts', async () => {
    expect(await picturesOf(await run(sse(finish('STOP'), picture(png))))).toEqual([png])
  })

  test('the length limit is a success with a picture and no picture without one', async () => {
    expect((await run(sse(picture(png), finish('MAX_TOKENS')))).result.status).toBe('success')
    expect(errorOf(await run(sse(finish('MAX_TOKENS'))))).toMatchObject({
      code: 'no-image',
      reason: 'MAX_TOKENS',
    })
  })

  test('several parts in one chunk are read in order', async () => {
    const inlineData = { mimeType: 'image/png', data: Buffer.from(png).toString('base64') }
    const body = sse(parts({ text: 'a', thought: true }, { inlineData }, { text: 'b' }), finish('STOP'))
    expect((await run(body)).result).toMatchObject({ status: 'success', thoughts: 'a', text: 'b' })
  })

  test('counts that come later win, and an object without counts does not', async () => {
    const { result } = await run(
      sse(
        { ...picture(png), usageMetadata },
        { ...finish('STOP'), usageMetadata: { ...usageMetadata, totalTokenCount: 1700 } },
        { usageMetadata: { trafficType: 'ON_DEMAND' } },
      ),
    )
    expect(result).toMatchObject({ usage: { totalTokens: 1700 } })
  })

  test('a run without counts is a success whose cost is not known', async () => {
    expect((await run(sse(picture(png), finish('STOP')))).result).toMatchObject({
      status: 'success',
      usage: null,
      cost: null,
      warnings: [{ code: 'usage-unknown' }],
    })
  })
})

describe('a picture that cannot be shown', () => {
  test.each([
    ['broken base64', { inlineData: { data: 'iVBORw0KGgo' } }],
    [
      'an SVG named PNG',
      { inlineData: { mimeType: 'image/png', data: btoa('<svg xmlns="…"/>'.replace('…', 'x')) } },
    ],
    ['a PNG without a size', { inlineData: { data: Buffer.from(png.slice(0, 16)).toString('base64') } }],
  ])('%s is a bad image', async (_what, part) => {
    expect(errorOf(await run(sse(parts(part), finish('STOP'))))).toMatchObject({
      code: 'bad-image',
      phase: 'decode',
      partial: { images: [] },
    })
  })
})

test('one read with many events lets others have their turn', async () => {
  const thoughts = Array.from({ length: 20 }, (_, index) => thought(`Step ${index}. `))
  const { fetch } = answering(sse(...thoughts, picture(png), finish('STOP')))
  let turns = 0
  let isRunning = true
  const turn = (): void => {
    turns += 1
    if (isRunning) setImmediate(turn)
  }
  setImmediate(turn)
  const turnsOfThoughts = new Set<number>()
  for await (const event of streamImage('a fox', { transport: gemini({ apiKey: 'test', fetch }) })) {
    if (event.type !== 'thought') continue
    turnsOfThoughts.add(turns)
    const start = performance.now()
    while (performance.now() - start < 3);
  }
  isRunning = false
  expect(turnsOfThoughts.size).toBe(thoughts.length)
})

describe('however the bytes are cut', () => {
  const body = sse(thought('Schnee fällt. 雪🦊'), picture(other, { thought: true }), picture(png), {
    ...finish('STOP'),
    usageMetadata,
  })

  test.each([1, 2, 3, 7, 64, 1024, 65_536])(
    'pieces of %i bytes give the same events',
    async (pieceLength) => {
      const whole = await run(body)
      const cut = await run(body, { pieceLength })
      expect(cut.events).toEqual(whole.events)
      expect(await picturesOf(cut)).toEqual([png])
    },
  )

  test('a body cut short anywhere never looks whole', async () => {
    const short = sse(thought('Snow.'), picture(pngBytes(8, 8, 33)), finish('STOP'))
    const lastByteOfFinish = short.lastIndexOf('}') + 1
    for (let length = 1; length < lastByteOfFinish; length += 1)
      expect((await run(short.slice(0, length))).result).toMatchObject({
        status: 'error',
        error: { code: 'truncated' },
      })
    for (let length = lastByteOfFinish; length <= short.length; length += 1)
      expect((await run(short.slice(0, length))).result.status).toBe('success')
  })

  test('a recorded size, 1 MB of picture and 1.4 MB of signature in one event, arrives byte for byte', async () => {
    const large = pngBytes(1408, 768, 1_000_000)
    const signed = picture(large, { thoughtSignature: 'A'.repeat(1_459_200) })
    for (const pieceLength of [1024, 65_536])
      expect(await picturesOf(await run(sse(signed, finish('STOP')), { pieceLength }))).toEqual([large])
  })
})

describe('a connection that breaks', () => {
  /** Sends this and then breaks. */
  function breaking(body: string): GeminiOptions {
    let pulls = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls += 1
        if (pulls === 1) controller.enqueue(new TextEncoder().encode(body))
        else controller.error(new TypeError('terminated'))
      },
    })
    return { apiKey: 'test', fetch: () => Promise.resolve(new Response(stream)) }
  }

  test.each([
    ['among the thoughts', sse(thought('Snow.'))],
    ['in the picture', sse(thought('Snow.'), picture(png)).slice(0, 2000)],
    ['before the finish reason', sse(thought('Snow.'), picture(png))],
    ['in a picture after the finish reason', sse(finish('STOP'), picture(png)).slice(0, 2000)],
  ])('%s is a network error that may have been charged', async (_where, body) => {
    const { result } = streamImage('a fox', { transport: gemini(breaking(body)) })
    await expect(result).rejects.toMatchObject({ code: 'network', phase: 'streaming', billed: 'maybe' })
  })

  test('after all was said costs only the counts', async () => {
    const { result } = streamImage('a fox', {
      transport: gemini(breaking(sse(picture(png), finish('STOP')))),
    })
    expect(await result).toMatchObject({
      status: 'success',
      usage: null,
      warnings: [{ code: 'usage-unknown' }],
    })
  })
})

describe('the request', () => {
  async function sent(
    options: Partial<GeminiOptions>,
    input: Parameters<typeof streamImage>[0] = 'a fox',
  ): Promise<{ readonly request: Request; readonly body: unknown }> {
    const { fetch, requests } = answering(sse(picture(png), finish('STOP')))
    await streamImage(input, { transport: gemini({ apiKey: 'test-key', fetch, ...options }) }).result
    const request = requests[0]!
    return { request, body: await request.json() }
  }

  test('is what the reference documents', async () => {
    const { request, body } = await sent(
      { auth: 'query' },
      { prompt: 'a fox', aspectRatio: '16:9', images: [png], thinking: 'high' },
    )
    expect(request.method).toBe('POST')
    expect(request.url).toBe(
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-flash-lite-image:streamGenerateContent?alt=sse&key=test-key',
    )
    expect(body).toEqual({
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'a fox' },
            { inline_data: { mime_type: 'image/png', data: Buffer.from(png).toString('base64') } },
          ],
        },
      ],
      generationConfig: {
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: { aspectRatio: '16:9', imageSize: '1K' },
        thinkingConfig: { includeThoughts: true, thinkingLevel: 'high' },
      },
    })
  })

  test('carries everything else that may be asked', async () => {
    const { body } = await sent(
      {},
      {
        prompt: 'both',
        modalities: ['IMAGE'],
        images: [{ image: png, label: 'shirt' }],
        thinking: { includeThoughts: false },
        seed: 7,
        temperature: 0.5,
        system: 'In watercolour.',
        metadata: { project: 1 },
      },
    )
    expect(body).toMatchObject({
      contents: [{ parts: [{ text: 'both' }, { text: 'shirt' }, { inline_data: {} }] }],
      systemInstruction: { parts: [{ text: 'In watercolour.' }] },
      generationConfig: {
        responseModalities: ['IMAGE'],
        thinkingConfig: { includeThoughts: false },
        seed: 7,
        temperature: 0.5,
      },
    })
    expect(JSON.stringify(body)).not.toContain('project')
  })

  test('asks a model only for what it has', async () => {
    const { body } = await sent({}, { prompt: 'a fox', model: 'gemini-2.5-flash-image' })
    expect(body).toMatchObject({ generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } })
    expect(body).not.toHaveProperty('generationConfig.imageConfig')
    expect(body).not.toHaveProperty('generationConfig.thinkingConfig')
  })

  test('carries the key in a header unless told otherwise', async () => {
    const { request } = await sent({})
    expect(request.headers.get('x-goog-api-key')).toBe('test-key')
    expect(request.url).not.toContain('test-key')
    const { request: bearer } = await sent({ auth: 'bearer' })
    expect(bearer.headers.get('authorization')).toBe('Bearer test-key')
  })

  test.each([
    ['https://gateway.example', 'https://gateway.example/v1beta/models/'],
    ['https://gateway.example/google/', 'https://gateway.example/google/v1beta/models/'],
    ['https://gateway.example/google/v1beta1', 'https://gateway.example/google/v1beta1/models/'],
    ['http://127.0.0.1:8787/emulator', 'http://127.0.0.1:8787/emulator/v1beta/models/'],
  ])('goes to %s', async (baseUrl, start) => {
    const { request } = await sent({ baseUrl })
    expect(request.url.startsWith(start)).toBe(true)
  })

  test.each(['', 'two words', 'line\nbreak', 'nul\u0000', 'ключ', undefined as unknown as string])(
    'is never sent with the key %j',
    async (apiKey) => {
      const { fetch, requests } = answering('')
      const error = await streamImage('a fox', { transport: gemini({ apiKey, fetch }) }).result.catch(
        (cause: unknown) => cause,
      )
      expect(error).toMatchObject({ code: 'misconfigured', billed: 'no' })
      expect(error).not.toHaveProperty('cause')
      expect(requests).toHaveLength(0)
    },
  )

  test('is not sent on to where the endpoint redirects', async () => {
    const { fetch, requests } = answering('', {
      status: 307,
      headers: { location: 'https://elsewhere.example' },
    })
    const { result } = streamImage('a fox', { transport: gemini({ apiKey: 'test', fetch }) })
    await expect(result).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('redirects') as unknown,
    })
    expect(requests).toHaveLength(1)
  })

  test.each([
    'http://gateway.example',
    'ftp://gateway.example',
    'gateway',
    'https://me:CANARY@gateway.example',
  ])('is never sent to %s', async (baseUrl) => {
    const { fetch, requests } = answering('')
    const { result } = streamImage('a fox', { transport: gemini({ apiKey: 'test', baseUrl, fetch }) })
    const message = expect.not.stringContaining('CANARY') as string
    await expect(result).rejects.toMatchObject({ code: 'misconfigured', billed: 'no', message })
    expect(requests).toHaveLength(0)
  })
})

describe('an error answer', () => {
  const google = (code: number, status: string, message: string, details: readonly object[] = []): string =>
    `${JSON.stringify({ error: { code, message, status, details } }, null, 2)}\n`
  const retryIn = (retryDelay: string): object => ({
    '@type': 'type.googleapis.com/google.rpc.RetryInfo',
    retryDelay,
  })
  const violated = (quotaId: string): object => ({ violations: [{ quotaId }] })

  test.each([
    [
      'a bad key',
      400,
      google(400, 'INVALID_ARGUMENT', 'API key not valid.', [{ reason: 'API_KEY_INVALID' }]),
      { code: 'misconfigured', reason: 'API_KEY_INVALID', advice: 'contact' },
    ],
    [
      'no key',
      403,
      google(403, 'PERMISSION_DENIED', 'Method doesn’t allow unregistered callers.'),
      { code: 'misconfigured' },
    ],
    [
      'a country',
      400,
      google(400, 'FAILED_PRECONDITION', 'User location is not supported.'),
      { code: 'misconfigured' },
    ],
    [
      'an unknown model',
      404,
      google(404, 'NOT_FOUND', 'models/x is not found.'),
      { code: 'misconfigured', httpStatus: 404 },
    ],
    [
      'a refused field',
      400,
      google(400, 'INVALID_ARGUMENT', 'aspect_ratio must be one of …'),
      { code: 'invalid-input', issues: [{ field: 'request' }], billed: 'no' },
    ],
    [
      'a refused picture',
      400,
      google(400, 'INVALID_ARGUMENT', 'Unable to process input image.'),
      { code: 'invalid-input', advice: 'change-image' },
    ],
    [
      'too many bytes',
      400,
      google(400, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit: 20971520 bytes.'),
      { code: 'too-large' },
    ],
    [
      'a day’s quota',
      429,
      google(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', [
        violated('GenerateRequestsPerDayPerProject'),
        retryIn('34.4s'),
      ]),
      { code: 'quota', retryAt: null, advice: 'contact' },
    ],
    [
      'no free tier',
      429,
      google(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded, limit: 0, model: x. Please retry in 40s.'),
      { code: 'quota', retryAt: null },
    ],
    [
      'high demand',
      503,
      google(503, 'UNAVAILABLE', 'High demand.'),
      { code: 'overloaded', billed: 'no', advice: 'wait' },
    ],
    [
      'a fault',
      500,
      google(500, 'INTERNAL', 'Internal error.'),
      { code: 'upstream', billed: 'maybe', httpStatus: 500 },
    ],
    ['an array', 503, `[${google(503, 'UNAVAILABLE', 'High demand.')}]`, { code: 'overloaded' }],
    [
      'OpenAI’s shape, key',
      401,
      JSON.stringify({
        error: {
          message: 'Invalid API key provided.',
          type: 'authentication_error',
          code: 'invalid_api_key',
        },
      }),
      { code: 'misconfigured', reason: 'invalid_api_key' },
    ],
    [
      'OpenAI’s shape, credits',
      429,
      JSON.stringify({
        error: { message: 'No credits.', type: 'insufficient_quota', code: 'insufficient_quota' },
      }),
      { code: 'quota', retryAt: null },
    ],
    ['no body', 502, '', { code: 'upstream', billed: 'maybe', httpStatus: 502 }],
    ['a page', 504, '<html>Gateway timeout</html>', { code: 'upstream', billed: 'maybe' }],
  ])('of %s is typed', async (_what, status, body, expected) => {
    const headers = { 'content-type': 'text/event-stream' }
    expect(errorOf(await run(body, { status, headers }))).toMatchObject(expected)
  })

  test.each([
    ['RetryInfo', google(429, 'RESOURCE_EXHAUSTED', 'Slow down.', [retryIn('34.4s')]), {}, 34_400],
    ['Retry-After', google(429, 'RESOURCE_EXHAUSTED', 'Slow down.'), { 'retry-after': '12' }, 12_000],
    ['its sentence', google(429, 'RESOURCE_EXHAUSTED', 'Please retry in 40s.'), {}, 40_000],
    ['nothing', google(429, 'RESOURCE_EXHAUSTED', 'Slow down.'), {}, 60_000],
  ])('of a minute’s quota says when to come back: %s', async (_what, body, headers, waitMs) => {
    const before = Date.now()
    const error = errorOf(await run(body, { status: 429, headers }))
    const retryAt = error.code === 'quota' ? (error.retryAt ?? 0) : 0
    expect(retryAt).toBeGreaterThanOrEqual(before + waitMs)
    expect(retryAt).toBeLessThanOrEqual(Date.now() + waitMs)
  })

  test.each([
    ['as a body', google(400, 'INVALID_ARGUMENT', 'Bad key AIza-secret-key.'), 400],
    ['in a finish message', sse(finish('IMAGE_OTHER', { finishMessage: 'Bad key AIza-secret-key.' })), 200],
    ['in an event that is none', sse('AIza-secret-key'), 200],
  ])('never repeats the key: %s', async (_where, body, status) => {
    const apiKey = 'AIza-secret-key'
    const { fetch } = answering(body, { status })
    const error = await streamImage('a fox', { transport: gemini({ apiKey, fetch }) }).result.catch(
      (cause: unknown) => cause,
    )
    expect(JSON.stringify(error)).not.toContain(apiKey)
    expect(String(error)).not.toContain(apiKey)
  })
})

test('a page is refused a key unless it insists', () => {
  const scope = globalThis as { document?: unknown }
  scope.document = {}
  try {
    expect(() => gemini({ apiKey: 'test' })).toThrow(/can be read by everyone/)
    expect(() => gemini({ apiKey: 'test', dangerouslyAllowBrowser: true })).not.toThrow()
  } finally {
    delete scope.document
  }
})
