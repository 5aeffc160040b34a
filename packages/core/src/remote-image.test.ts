import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { pngBytes } from '../test/wire.ts'
import { revokeImageUrl } from './image.ts'
import { createRemoteImage, keepBytes } from './remote-image.ts'

const url = 'https://pictures.example/a.png?token=s3cret'
const png = pngBytes(8, 6, 40)
const fields = { id: 'a', mediaType: 'image/png', width: 8, height: 6, byteLength: 40 } as const

/** What lies at the address, one answer after the other. */
function answering(...answers: readonly (Response | Error)[]): ReturnType<typeof vi.fn> {
  const left = [...answers]
  const fetch = vi.fn<() => Promise<Response>>(() => {
    const answer = left.shift()
    return answer instanceof Response
      ? Promise.resolve(answer)
      : Promise.reject(answer ?? new Error('asked again'))
  })
  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return fetch
}

test('is fetched when its bytes are asked for, once', async () => {
  const fetch = answering(new Response(png))
  const image = createRemoteImage({ ...fields, url })
  expect(image).toMatchObject({ ...fields, url, extension: 'png' })
  expect(JSON.stringify(image)).toBe(JSON.stringify({ ...fields, url }))
  expect(fetch).not.toHaveBeenCalled()

  const [blob, bytes] = await Promise.all([image.blob(), image.bytes()])
  expect(blob.type).toBe('image/png')
  expect(bytes).toEqual(png)
  expect(fetch.mock.calls.map(([request]) => (request as Request).url)).toEqual([url])
})

test('its bytes say what they are, whatever was said', async () => {
  answering(new Response(png, { headers: { 'content-type': 'text/html' } }))
  const image = createRemoteImage({ ...fields, mediaType: 'image/webp', url })
  expect((await image.blob()).type).toBe('image/png')
})

test.each([
  ['expired', () => new Response('', { status: 404 })],
  ['expired', () => new Response('', { status: 410 })],
  ['network', () => new Response('', { status: 403 })],
  ['network', () => new TypeError('Failed to fetch')],
  ['bad-image', () => new Response('<!doctype html>')],
] as const)('%s when it is not to be had, and the next call tries again', async (code, answer) => {
  answering(answer(), new Response(png))
  const image = createRemoteImage({ ...fields, url })
  const error: unknown = await image.blob().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code, billed: 'no', phase: 'input' })
  expect((error as Error).message).not.toMatch(/example|s3cret/)
  expect(await image.bytes()).toEqual(png)
})

test('is given up where nothing comes any more: its head, or the rest of it', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const dead = (): ReadableStream =>
    new ReadableStream({ start: (body) => body.enqueue(png.subarray(0, 40)) })
  for (const answer of [() => new Promise<Response>(() => {}), async () => new Response(dead())]) {
    vi.stubGlobal('fetch', answer)
    const image = createRemoteImage({ ...fields, url })
    const error = image.blob().catch((reason: unknown) => reason)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(await error).toMatchObject({ code: 'network', billed: 'no', phase: 'input' })
  }
  vi.unstubAllGlobals()
})

test('an address that only this page knows is not lasting', () => {
  const json = createRemoteImage({ ...fields, url: 'blob:https://app.example/1' }).toJSON()
  expect(json).toEqual(fields)
})

describe('a picture that a relay keeps for a while', () => {
  const kept = { headers: { 'cache-control': 'private, max-age=60, immutable' } }
  const temporary = { isTemporary: true }

  test('is taken once in the background, and shown from there when its address is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const fetch = answering(new Response(png, kept))
    const image = createRemoteImage({ ...fields, url }, temporary)
    keepBytes(image)
    keepBytes(image)
    expect(await image.bytes()).toEqual(png)
    expect(fetch).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(59_999)
    expect(image.url).toBe(url)
    vi.advanceTimersByTime(1)
    expect(image.url).toMatch(/^blob:/)
    const before = image.url
    expect(image.url).toBe(before)
    revokeImageUrl(image)
    expect(image.url).not.toBe(before)
    revokeImageUrl(image)
    // It would not be there for whoever reads the JSON later.
    expect(image.toJSON()).toEqual(fields)
  })

  test('that cannot be taken is asked for again when somebody needs it', async () => {
    answering(new TypeError('Failed to fetch'), new Response(png.slice(0, 30)), new Response(png, kept))
    const image = createRemoteImage({ ...fields, url }, temporary)
    keepBytes(image)
    await expect(image.blob()).rejects.toMatchObject({ code: 'network' })
    // Cut on its way: it would look like a picture.
    await expect(image.blob()).rejects.toMatchObject({ code: 'truncated', billed: 'no' })
    expect(await image.bytes()).toEqual(png)
  })

  test('is read from where it came once it has a lasting address, and from there when that is gone', async () => {
    const fetch = vi.fn<(request: Request) => Promise<Response>>((request) =>
      Promise.resolve(request.url === url ? new Response('', { status: 410 }) : new Response(png)),
    )
    vi.stubGlobal('fetch', fetch)
    onTestFinished(() => void vi.unstubAllGlobals())
    const source = createRemoteImage({ ...fields, url }, temporary)
    const lasting = 'https://cdn.example/a.png'
    const image = createRemoteImage({ ...fields, url: lasting }, { source })
    expect(image.toJSON()).toEqual({ ...fields, url: lasting })
    expect(await image.bytes()).toEqual(png)
    expect(fetch.mock.calls.map(([request]) => request.url)).toEqual([url, lasting])
  })
})
