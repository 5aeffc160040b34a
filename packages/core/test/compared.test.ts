import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listenEmulator, type ListeningEmulator } from '@image-stream/emulator/node'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeError } from '../src/describe-error.ts'
import { isImageStreamError, type ImageStreamError } from '../src/errors.ts'
import type { ImageStreamEvent } from '../src/events.ts'
import { gemini } from '../src/gemini/index.ts'
import { createImageStream } from '../src/image-stream.ts'
import type { RunSuccess } from '../src/run-result.ts'
import { streamImage, type ImageRun } from '../src/stream-image.ts'
import type { FetchHandler } from '../src/transport.ts'

// The rows of docs/compared.md, in our column: each over a real socket, against the endpoint's stand-in.

let server: ListeningEmulator

beforeAll(async () => {
  server = await listenEmulator({ pace: 'instant', pictureSize: 'small' })
})

beforeEach(() => {
  server.emulator.ledger.clear()
})

afterAll(async () => {
  await server.close()
})

function asking(wish: object | string, more: object = {}): FetchHandler {
  const [name, value] =
    typeof wish === 'string' ? ['scenario', wish] : ['options', JSON.stringify({ ...wish, ...more })]
  return (request) => {
    request.headers.set(`x-emulator-${name}`, value)
    return fetch(request)
  }
}

/** One run with the endpoint in that mood. */
function draw(wish: object | string, maxRetries = 0): ImageRun {
  const transport = gemini({ apiKey: 'test', baseUrl: server.url, fetch: asking(wish), maxRetries })
  return streamImage('A red fox asleep in the snow', { transport })
}

async function drawn(
  wish: object | string,
): Promise<RunSuccess & { readonly events: readonly ImageStreamEvent[] }> {
  const run = draw(wish)
  const events: ImageStreamEvent[] = []
  for await (const event of run) events.push(event)
  return { ...(await run.result), events }
}

async function failed(wish: object | string): Promise<ImageStreamError> {
  const error: unknown = await draw(wish).result.then(
    () => new Error('It went well.'),
    (cause: unknown) => cause,
  )
  if (isImageStreamError(error)) return error
  throw error
}

test('Thoughts are kept apart from text', async () => {
  const { thoughts, text, images } = await drawn({ text: 'after' })
  expect(thoughts).toContain('A red fox asleep in the snow')
  expect(text).toBe('That is how I see it: A red fox asleep in the snow.')
  expect(images).toHaveLength(1)
})

test('Drafts are never results', async () => {
  const { images, events } = await drawn('drafts')
  expect(images).toHaveLength(1)
  expect(events.filter((event) => event.type === 'image-end').map(({ draft }) => draft)).toEqual([
    true,
    true,
    false,
  ])
})

test('An only picture that is marked as a thought is the result', async () => {
  const { image, images } = await drawn('only-draft')
  expect([images.length, image.mediaType]).toEqual([1, 'image/jpeg'])
})

test('Pictures and text come in their order', async () => {
  const { events, images } = await drawn('text-and-images')
  expect(images).toHaveLength(2)
  const order = events.flatMap(({ type }) => (type === 'text' || type === 'image-end' ? [type] : []))
  expect(order).toEqual(['text', 'image-end', 'text', 'image-end'])
})

test('An edit sends the picture back with its signature', async () => {
  const bodies: string[] = []
  const transport = gemini({
    apiKey: 'test',
    baseUrl: server.url,
    async fetch(request) {
      bodies.push(await request.clone().text())
      return await fetch(request)
    },
  })
  const stream = createImageStream({ transport })
  await stream.generate('A red fox')
  // The endpoint refuses a picture of the history without its signature, or with another.
  expect(await stream.edit('Make it night')).toMatchObject({ status: 'success', warnings: [] })
  expect(bodies[1]?.match(/"role":"model"/g)).toHaveLength(1)
  expect(bodies[1]?.match(/"thought_signature":"/g)).toHaveLength(1)
})

test('Counts in a chunk of their own are read, and the picture is kept', async () => {
  const { usage, cost, image } = await drawn('anyfast')
  expect(usage).toMatchObject({ outputTokens: 1_120, imageTokens: 1_120 })
  expect(cost?.usd).toBeGreaterThan(0.03)
  expect(image.byteLength).toBeGreaterThan(1_000)
})

test('An error event in the stream is that error', async () => {
  expect(await failed('framed-error')).toMatchObject({
    code: 'overloaded',
    phase: 'streaming',
    billed: 'maybe',
    detail: expect.stringContaining('high demand') as string,
    partial: { thoughts: expect.stringContaining('red fox') as string },
  })
})

test('An error without framing is that error too', async () => {
  expect(await failed('raw-error-tail')).toMatchObject({
    code: 'overloaded',
    detail: expect.stringContaining('high demand') as string,
  })
})

test('A cut stream never looks whole, and what came is kept', async () => {
  expect(await failed('cut-while-thinking')).toMatchObject({ code: 'truncated', billed: 'maybe' })
  expect(await failed('cut-mid-picture')).toMatchObject({ code: 'truncated', partial: { images: [] } })
  const { code, partial } = await failed('cut-after-picture')
  expect([code, partial.images.length]).toEqual(['truncated', 1])
})

test('A blocked prompt is an error with its reason', async () => {
  expect(await failed('blocked-prompt')).toMatchObject({
    code: 'blocked',
    subject: 'prompt',
    reason: 'PROHIBITED_CONTENT',
    advice: 'edit-prompt',
  })
})

test('A refused picture has its reason, its sentence, and whether it is billed', async () => {
  expect(await failed('no-image')).toMatchObject({ code: 'no-image', reason: 'NO_IMAGE' })
  for (const [scenario, code] of [
    ['prohibited', 'blocked'],
    ['recitation', 'blocked'],
    ['image-other', 'no-image'],
  ] as const)
    expect(await failed(scenario)).toMatchObject({
      code,
      reason: expect.stringMatching(/^IMAGE_/) as string,
      detail: expect.stringMatching(/^Unable to show the generated image/) as string,
    })
  expect(await failed('image-other')).toMatchObject({ billed: 'no' })
})

test('Errors have words for a screen', async () => {
  const scenarios = ['blocked-prompt', 'image-other', 'overloaded', 'cut-mid-picture', 'bad-key']
  const words = await Promise.all(scenarios.map(async (scenario) => describeError(await failed(scenario))))
  expect(new Set(words.map(({ title }) => title)).size).toBe(scenarios.length)
  for (const { title, body } of words) {
    expect(title).toMatch(/^[A-Z].*\.$/)
    expect(body.length).toBeGreaterThan(20)
    expect(title + body).not.toMatch(/[{}]|undefined/)
  }
})

test('An HTTP error is read whatever its content type says', async () => {
  expect(await failed('bad-key')).toMatchObject({
    code: 'misconfigured',
    httpStatus: 400,
    reason: 'API_KEY_INVALID',
    detail: 'API key not valid. Please pass a valid API key.',
    billed: 'no',
  })
})

test('Missing blank lines lose nothing', async () => {
  for (const scenario of ['single-newline', 'no-last-blank-line']) {
    const { images, usage, thoughts } = await drawn(scenario)
    expect([images.length, usage?.imageTokens]).toEqual([1, 1_120])
    expect(thoughts).toContain('red fox')
  }
})

test('A picture shows before its bytes are all there', async () => {
  const gate = Promise.withResolvers<void>()
  server.emulator.next({
    silence: { at: 'picture', until: gate.promise },
    mediaType: 'image/png',
    pictureSize: 'real',
  })
  const transport = gemini({ apiKey: 'test', baseUrl: server.url })
  const seen: string[] = []
  for await (const event of streamImage({ prompt: 'A red fox', aspectRatio: '16:9' }, { transport })) {
    seen.push(event.type)
    if (event.type !== 'image-data') continue
    // The rest of the picture is held back until its beginning is here.
    gate.resolve()
  }
  expect(seen.indexOf('image-start')).toBeLessThan(seen.indexOf('image-data'))
  expect(seen.indexOf('image-data')).toBeLessThan(seen.indexOf('image-ready'))
})

test('Twenty mebibytes in one event take linear time', async () => {
  // The quickest of three: a machine with other work is slow at times, and never too quick.
  const timed = async (mebibytes: number): Promise<number> => {
    const times: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const started = performance.now()
      await draw({ signatureLength: mebibytes * 1024 * 1024 }).result
      times.push(performance.now() - started)
    }
    return Math.min(...times)
  }
  await timed(1)
  const five = await timed(5)
  // Four times the bytes; quadratic work would take sixteen times as long.
  expect(await timed(20)).toBeLessThan(Math.max(five, 100) * 8)
}, 60_000)

test('One call is paid once, whatever becomes of it', async () => {
  for (const scenario of [
    'reset-before-headers',
    'internal',
    'page-502',
    'reset-mid-picture',
    'silence-at-start',
  ]) {
    server.emulator.ledger.clear()
    const transport = gemini({
      apiKey: 'test',
      baseUrl: server.url,
      fetch: asking(scenario),
      timeout: { firstEventMs: 300 },
    })
    const { result } = streamImage('A red fox', { transport })
    await expect(result).rejects.toMatchObject({ billed: 'maybe' })
    expect(server.emulator.ledger.requests).toBe(1)
  }
})

test('Leaving the loop closes the paid call', async () => {
  for await (const event of draw({ silence: { at: 'thinking' } })) if (event.type === 'thought') break
  await expect.poll(() => server.emulator.ledger).toMatchObject({ paid: 1, aborted: 1, open: 0 })
})

describe('docs/compared.md', () => {
  const root = join(import.meta.dirname, '../../..')
  const page = readFileSync(join(root, 'docs/compared.md'), 'utf8')
  const here = readFileSync(import.meta.filename, 'utf8')
  const tests = [...here.matchAll(/^test\('([^']+)'/gm)].map(([, name]) => name)

  test('names a test that exists in every row, and every test', () => {
    const rows = page.split('\n').filter((line) => /^\| (?!case|---|-)/.test(line))
    const named = rows.map((row) => /\| `([^`]+)` +\|$/.exec(row)?.[1])
    expect(named.length).toBeGreaterThan(15)
    expect(named).toEqual(tests)
  })

  test('names the versions that are installed here', () => {
    const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
    for (const name of ['@google/genai', 'ai', '@ai-sdk/google']) {
      const version = new RegExp(`^  '?${name}'?: (\\S+)$`, 'm').exec(catalog)?.[1]
      expect(page).toContain(`\`${name}\` ${version}`)
    }
  })
})
