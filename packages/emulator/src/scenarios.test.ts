import { expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import { scenarios } from './scenarios.ts'
import { ask, chunksIn, picturesIn, QUICK, requestOf, type Answered } from './test-client.ts'
import { switchProblems } from './switch-rules.ts'

const emulator = createEmulator(QUICK)

/** How the names of a scenario's chunks go on the wire, thoughts folded. */
function outline({ chunks, status }: Answered): string {
  const names = chunks.map((chunk) => {
    if (chunk.error !== undefined) return `error ${chunk.error.code}`
    if (chunk.promptFeedback?.blockReason && chunk.candidates === undefined) return 'block'
    const candidate = chunk.candidates?.[0]
    if (candidate === undefined) return 'usage'
    const parts = (candidate.content?.parts ?? []).map((part) => {
      if (part.inlineData !== undefined) {
        return (part.thought ? 'draft' : 'picture') + (part.thoughtSignature === undefined ? '' : '*')
      }
      if (part.thought) return 'thought'
      return (part.text === '' ? 'empty' : 'text') + (part.thoughtSignature === undefined ? '' : '*')
    })
    const finish = candidate.finishReason === undefined ? '' : ` ${candidate.finishReason}`
    return (parts.length === 0 ? 'nothing' : parts.join('+')) + finish
  })
  const folded = names.filter((name, index) => name !== 'thought' || names[index - 1] !== 'thought')
  return [status, ...folded].join(' | ')
}

/** What each scenario that ends by itself sends: a star is a signature. */
const outlines: Readonly<Record<string, string>> = {
  plain: '200 | thought | picture* | empty STOP',
  drafts: '200 | thought | draft | draft | picture* | empty STOP',
  'drafts-unmarked': '200 | thought | picture* | picture* | picture* | empty STOP',
  'only-draft': '200 | thought | draft | empty STOP',
  'text-and-images': '200 | thought | text* | picture* | text | picture* | empty STOP',
  'text-before': '200 | thought | text* | picture* | empty STOP',
  'text-after': '200 | thought | picture* | text* | empty STOP',
  'many-images': '200 | thought | picture* | picture* | picture* | empty STOP',
  'ten-images': `200 | thought${' | picture*'.repeat(10)} | empty STOP`,
  'picture-first': '200 | picture* | thought | empty STOP',
  'one-chunk': '200 | thought | text*+picture*+text+picture* | empty STOP',
  'split-picture': '200 | thought | picture+picture* | empty STOP',
  'blank-chunk': '200 | thought | nothing | picture* | empty STOP',
  'null-parts': '200 | thought | nothing | picture* | empty STOP',
  'empty-parts': '200 | thought | nothing | picture* | empty STOP',
  'empty-content': '200 | thought | nothing | picture* | empty STOP',
  'no-content': '200 | thought | nothing | picture* | empty STOP',
  'signature-closer': '200 | thought | picture* | empty* STOP',
  'role-closer': '200 | thought | picture* | nothing STOP',
  'early-finish': '200 | thought | picture* STOP | picture*',
  'blocked-prompt': '200 | block',
  'blocked-safety': '200 | block',
  'blocked-late': '200 | thought | picture* | empty STOP',
  'default-block-reason': '200 | thought | picture* | empty STOP',
  'blocked-image': '200 | thought | nothing IMAGE_SAFETY',
  prohibited: '200 | thought | nothing IMAGE_PROHIBITED_CONTENT',
  recitation: '200 | thought | nothing IMAGE_RECITATION',
  'text-recitation': '200 | thought | nothing RECITATION',
  'image-other': '200 | thought | nothing IMAGE_OTHER',
  'no-image': '200 | thought | nothing NO_IMAGE',
  'stop-without-image': '200 | thought | empty STOP',
  'max-tokens': '200 | thought | nothing MAX_TOKENS',
  'max-tokens-with-image': '200 | thought | picture* | empty MAX_TOKENS',
  other: '200 | thought | nothing OTHER',
  'unknown-finish-reason': '200 | thought | picture* | empty FUTURE_REASON',
  'unknown-refusal': '200 | thought | nothing FUTURE_REASON',
  'quota-minute': '429',
  'quota-day': '429',
  'no-free-tier': '429',
  overloaded: '503',
  internal: '500',
  deadline: '504',
  'bad-key': '400',
  'missing-key': '403',
  'service-disabled': '403',
  region: '400',
  'bad-image': '400',
  'openai-error': '401',
  'cut-before-anything': '200',
  'cut-while-thinking': '200 | thought',
  'cut-after-picture': '200 | thought | picture*',
  'cut-after-finish': '200 | thought | picture* | empty STOP',
  'no-finish-reason': '200 | thought | picture*',
  'framed-error': '200 | thought | error 503',
  'raw-error-tail': '200 | thought',
  'error-after-picture': '200 | thought | picture* | error 500',
  'usage-separate': '200 | thought | picture* | empty STOP | usage',
  'usage-missing': '200 | thought | picture* | empty STOP',
  'usage-shrinking': '200 | thought | picture* | empty STOP',
  'usage-negative': '200 | thought | picture* | empty STOP',
  'usage-as-string': '200 | thought | picture* | empty STOP',
  'wrong-media-type': '200 | thought | picture* | empty STOP',
  'svg-as-png': '200 | thought | picture* | empty STOP',
  'html-as-png': '200 | thought | picture* | empty STOP',
  'truncated-base64': '200 | thought | picture* | empty STOP',
  'bad-base64': '200 | thought | picture* | empty STOP',
  'bad-padding': '200 | thought | picture* | empty STOP',
  'url-safe-base64': '200 | thought | picture* | empty STOP',
  'white-space-in-base64': '200 | thought | picture* | empty STOP',
  'escaped-base64': '200 | thought | picture* | empty STOP',
  'empty-picture': '200 | thought | picture* | empty STOP',
  'picture-url': '200 | thought | picture* | empty STOP',
  'html-page': '200',
  'plain-text': '200',
  'empty-body': '200',
  'no-content-status': '204',
  redirect: '302',
  'json-array': '200',
  'single-json': '200',
  'json-error-200': '200',
  'proxy-noise': '200 | thought | picture* | empty STOP',
  'single-newline': '200 | thought | picture* | empty STOP',
  'no-last-blank-line': '200 | thought | picture* | empty STOP',
  vertex: '200 | thought | picture* | empty STOP',
  anyfast: '200 | thought | picture* STOP | usage',
}

test.each(Object.entries(outlines))('%s sends %s', async (scenario, expected) => {
  expect(outline(await ask(emulator, { scenario }))).toBe(expected)
})

/** Those that break off, wait or cannot be read event by event have their own tests. */
const apart = [
  'cut-mid-picture',
  'reset-before-headers',
  'reset-while-thinking',
  'reset-mid-picture',
  'reset-after-picture',
  'reset-after-finish',
  'silence',
  'silence-at-start',
  'silence-in-picture',
  'silence-after-finish',
  'endless-thinking',
  'slow',
  'byte-order-mark',
  'gzip',
  'truncated-gzip',
  'gzip-bomb',
  'mislabelled',
]

test('every scenario is tested, and its options exist', () => {
  expect(Object.keys(scenarios).toSorted()).toEqual([...Object.keys(outlines), ...apart].toSorted())
  expect(Object.values(scenarios).flatMap(({ options }) => switchProblems(options))).toEqual([])
})

test('cut-mid-picture ends inside the picture’s event', async () => {
  const text = await (await emulator(requestOf({ scenario: 'cut-mid-picture' }))).text()
  const last = text.split('\r\n\r\n').at(-1)
  expect(last).toMatch(/^data: \{"candidates": \[\{"content": \{"parts": \[\{"inlineData": /)
  expect(last).not.toContain('modelVersion')
})

test.each(['reset-while-thinking', 'reset-mid-picture', 'reset-after-picture', 'reset-after-finish'])(
  '%s fails the body',
  async (scenario) => {
    const broken = createEmulator(QUICK)
    const response = await broken(requestOf({ scenario }))
    await expect(response.text()).rejects.toThrow('reset')
    expect(broken.ledger.entries).toMatchObject([{ outcome: 'cut' }])
  },
)

test('reset-before-headers rejects as fetch would', async () => {
  await expect(emulator(requestOf({ scenario: 'reset-before-headers' }))).rejects.toThrow(TypeError)
})

test.each([
  ['silence-at-start', 0],
  ['silence-after-finish', 4],
])('%s goes quiet until the client leaves', async (scenario, least) => {
  const quiet = createEmulator(QUICK)
  const leaving = new AbortController()
  const response = await quiet(requestOf({ scenario, signal: leaving.signal }))
  let text = ''
  const reading = (async () => {
    for await (const bytes of response.body ?? []) text += new TextDecoder().decode(bytes)
  })()
  await expect.poll(() => chunksIn(text).length).toBeGreaterThanOrEqual(least)
  leaving.abort()
  await expect(reading).rejects.toThrow('abort')
  expect(quiet.ledger).toMatchObject({ aborted: 1, open: 0 })
})

test('byte-order-mark puts one before the first event', async () => {
  const response = await emulator(requestOf({ scenario: 'byte-order-mark' }))
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect([...bytes.subarray(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x64, 0x61])
})

test('proxy-noise adds comments and a last [DONE]', async () => {
  const { text } = await ask(emulator, { scenario: 'proxy-noise' })
  expect(text.startsWith(': keep-alive\r\n\r\ndata: {')).toBe(true)
  expect(text.endsWith('data: [DONE]\r\n\r\n')).toBe(true)
})

test('a raw error tail is pretty JSON without framing', async () => {
  const { text } = await ask(emulator, { scenario: 'raw-error-tail' })
  expect(text).toMatch(/\r\n\r\n\{\n {2}"error": \{\n {4}"code": 503,[^]*\n\}\n$/)
})

test('refusals bring the reason in words where the endpoint does', async () => {
  const { chunks } = await ask(emulator, { scenario: 'blocked-image' })
  expect(chunks.at(-1)?.candidates?.[0]).toMatchObject({
    content: {},
    finishReason: 'IMAGE_SAFETY',
    finishMessage: expect.stringContaining('Try rephrasing the prompt'),
    index: 0,
  })
  const silent = await ask(emulator, { scenario: 'no-image' })
  expect(silent.chunks.at(-1)?.candidates?.[0]).not.toHaveProperty('finishMessage')
  expect(silent.chunks.at(-1)?.usageMetadata).not.toHaveProperty('candidatesTokenCount')
})

test('a blocked prompt has no candidates, and costs the prompt', async () => {
  const { chunks } = await ask(emulator, { scenario: 'blocked-prompt' })
  expect(chunks).toMatchObject([
    {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
    },
  ])
})

test('a late block comes with the last chunk, a value that is none with the first', async () => {
  const late = await ask(emulator, { scenario: 'blocked-late' })
  expect(late.chunks.map(({ promptFeedback }) => promptFeedback?.blockReason).findIndex(Boolean)).toBe(
    late.chunks.length - 1,
  )
  const none = await ask(emulator, { scenario: 'default-block-reason' })
  expect(none.chunks[0]?.promptFeedback).toEqual({ blockReason: '' })
})

test('escaped base64 is the same picture once JSON is read', async () => {
  const [plain, escaped] = [await ask(emulator), await ask(emulator, { scenario: 'escaped-base64' })]
  expect(escaped.text).toContain(String.raw`\/`)
  expect(picturesIn(escaped.parts)[0]).toEqual(picturesIn(plain.parts)[0])
})

test('limit 0 is no quota that waiting helps', async () => {
  const { text } = await ask(emulator, { scenario: 'no-free-tier' })
  expect(text).toContain('limit: 0, model: gemini-3.1-flash-lite-image')
  expect(text).toContain('"retryDelay": "40s"')
})
