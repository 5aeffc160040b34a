import { expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import { ask, chunksIn, picturesIn, QUICK, requestOf } from './test-client.ts'

const emulator = createEmulator(QUICK)

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
