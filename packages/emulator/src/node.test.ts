import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createServer, type Server } from 'node:http'
import sharp from 'sharp'
import { afterEach, describe, expect, test } from 'vitest'
import { listenEmulator, toNodeListener, type Handler, type ListenOptions } from './node.ts'
import { bodyOf, chunksIn, MODEL, picturesIn, QUICK } from './test-client.ts'

const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (close) => await close()))
})

async function listening(options: ListenOptions = {}): ReturnType<typeof listenEmulator> {
  const started = await listenEmulator({ ...QUICK, ...options })
  closing.push(started.close)
  return started
}

async function serve(handler: Handler): Promise<{ url: string; server: Server }> {
  const server = createServer(toNodeListener(handler))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
}

function post(url: string, init: RequestInit = {}, model = MODEL): Promise<Response> {
  return fetch(`${url}/v1beta/models/${model}:streamGenerateContent?key=test&alt=sse`, {
    method: 'POST',
    body: JSON.stringify(bodyOf('A red fox asleep in the snow')),
    ...init,
  })
}

describe('listenEmulator', () => {
  test('streams over a real socket, in JPEG where sharp is', async () => {
    const { url, emulator } = await listening()
    const response = await post(url)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const parts = chunksIn(await response.text()).flatMap(
      ({ candidates }) => candidates?.[0]?.content?.parts ?? [],
    )
    expect(picturesIn(parts)[0]?.inlineData).toMatchObject({
      mimeType: 'image/jpeg',
      data: expect.stringMatching(/^\/9j\//),
    })
    await expect.poll(() => emulator.ledger.entries).toMatchObject([{ status: 200, outcome: 'completed' }])
  })

  test.each(['image/png', 'image/webp'] as const)(
    'a JPEG that came can be edited, and answered in %s',
    async (mediaType) => {
      const { url } = await listening()
      const drawn = chunksIn(await (await post(url)).text())
      const [picture] = picturesIn(drawn.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []))
      const body = JSON.stringify({
        contents: [{ parts: [{ text: 'at night' }, { inlineData: picture?.inlineData }] }],
      })
      const headers = { 'x-emulator-options': JSON.stringify({ mediaType }) }
      const edited = chunksIn(await (await post(url, { body, headers })).text())
      const [result] = picturesIn(edited.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []))
      expect(result?.inlineData?.mimeType).toBe(mediaType)
    },
  )

  async function draw(options: ListenOptions, model = MODEL): Promise<Buffer> {
    const { url } = await listening({ signatureLength: 256, ...options })
    const drawn = chunksIn(await (await post(url, {}, model)).text())
    const [picture] = picturesIn(drawn.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []))
    return Buffer.from(picture?.inlineData?.data ?? '', 'base64')
  }

  test('at full size the JPEG has the pixels of the table, behind content credentials', async () => {
    const bytes = await draw({ pictureSize: 'real' })
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 1376, height: 768 })
    expect(bytes.length).toBeGreaterThan(100_000)
    const credentials = bytes.indexOf('jumdc2pa')
    expect(credentials).toBeGreaterThan(0)
    expect(bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xc0)).toBeGreaterThan(
      credentials,
    )
  })

  test('content credentials can be left out, and Vertex sends none', async () => {
    expect((await draw({ pictureSize: 'real', contentCredentials: false })).includes('c2pa')).toBe(false)
    expect((await draw({ pictureSize: 'real', flavour: 'vertex' })).includes('c2pa')).toBe(false)
    expect((await draw({ contentCredentials: 80_000 })).length).toBeGreaterThan(80_000)
  })

  test('the 2.5 model draws PNG', async () => {
    expect(await sharp(await draw({}, 'gemini-2.5-flash-image')).metadata()).toMatchObject({ format: 'png' })
  })

  test('closing it twice is closing it', async () => {
    const { close } = await listenEmulator()
    await expect(Promise.all([close(), close()])).resolves.toBeDefined()
  })

  test('a PNG that only a codec can read is edited all the same', async () => {
    const { url } = await listening()
    const create = { width: 40, height: 30, channels: 3, background: '#c96' } as const
    const png = await sharp({ create }).png({ palette: true, progressive: true }).toBuffer()
    const inlineData = { mimeType: 'image/png', data: png.toString('base64') }
    const body = JSON.stringify({ contents: [{ parts: [{ text: 'at night' }, { inlineData }] }] })
    const response = await post(url, { body })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('"finishReason": "STOP"')
  })

  test.each(['gzip', 'deflate', 'br', 'zstd'] as const)(
    'a body in %s is the same body',
    async (contentEncoding) => {
      const { url } = await listening({ contentEncoding })
      const response = await post(url)
      expect(response.headers.get('content-encoding')).toBe(contentEncoding)
      expect(chunksIn(await response.text()).at(-1)?.candidates?.[0]?.finishReason).toBe('STOP')
    },
  )

  test('a truncated gzip body loses its end, which Node’s fetch does not mind', async () => {
    const { url } = await listening({ scenario: 'truncated-gzip' })
    const text = await (await post(url)).text()
    expect(text.startsWith('data: {"candidates"')).toBe(true)
    expect(text.endsWith('}\r\n\r\n')).toBe(false)
  })

  test('a body that is only named gzip fails its reader', async () => {
    const { url } = await listening({ scenario: 'mislabelled' })
    await expect((await post(url)).text()).rejects.toThrow('terminated')
  })

  test('a bomb is small on the wire and large behind it', async () => {
    const { url, port } = await listening({ scenario: 'gzip-bomb' })
    expect((await (await post(url)).arrayBuffer()).byteLength).toBeGreaterThan(64 * 1024 * 1024)
    expect((await raw(port)).text.length).toBeLessThan(1024 * 1024)
  })

  test.each([
    ['bad-chunk-size', 'terminated'],
    ['length-too-long', 'terminated'],
    ['huge-header', 'fetch failed'],
    ['http-09', 'fetch failed'],
  ])('%s fails a client', async (scenario, message) => {
    const { url, emulator } = await listening({ scenario })
    await expect(post(url).then(async (response) => await response.text())).rejects.toThrow(message)
    expect(emulator.ledger).toMatchObject({ paid: 1, open: 0 })
  })

  test('length-too-short shows a client half of it, as if it were all', async () => {
    const { url } = await listening({ scenario: 'length-too-short' })
    const text = await (await post(url)).text()
    expect(text.startsWith('data: ')).toBe(true)
    expect(text).not.toContain('finishReason')
  })

  test('options in a header may hold the bytes of a whole answer', async () => {
    const { url } = await listening()
    const bodyBase64 = Buffer.alloc(1_000_000, 'data: {}\n\n').toString('base64')
    const headers = { 'x-emulator-options': JSON.stringify({ response: { status: 200, bodyBase64 } }) }
    expect((await (await post(url, { headers })).arrayBuffer()).byteLength).toBe(1_000_000)
  })

  test('listens on loopback only', async () => {
    await expect(listenEmulator({ host: '0.0.0.0' })).rejects.toThrow('listens on this machine only')
    await expect(listenEmulator({ host: 'example.com' })).rejects.toThrow(RangeError)
  })

  test('says so when the port is taken', async () => {
    const { port } = await listening()
    await expect(listenEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  test('a client that leaves is seen, and the answer stops', async () => {
    const { url, emulator } = await listening({ silence: { at: 'thinking' } })
    const leaving = new AbortController()
    const response = await post(url, { signal: leaving.signal })
    await response.body?.getReader().read()
    expect(emulator.ledger).toMatchObject({ paid: 1, aborted: 0, open: 1 })
    leaving.abort()
    await expect.poll(() => emulator.ledger.aborted).toBe(1)
    expect(emulator.ledger.open).toBe(0)
  })

  test('a client that leaves before the headers is seen too', async () => {
    const { url, emulator } = await listening({ silence: { at: 'headers' } })
    const leaving = new AbortController()
    const response = post(url, { signal: leaving.signal })
    await expect.poll(() => emulator.ledger.open).toBe(1)
    leaving.abort()
    await expect(response).rejects.toThrow('abort')
    await expect.poll(() => emulator.ledger.aborted).toBe(1)
  })

  test('a client that leaves after a garbage collection is seen too', async () => {
    const { url, emulator } = await listening({ silence: { at: 'headers' } })
    const leaving = new AbortController()
    const response = post(url, { signal: leaving.signal })
    await expect.poll(() => emulator.ledger.open).toBe(1)
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    for (let round = 0; round < 3; round++) {
      collect()
      await new Promise((resolve) => setImmediate(resolve))
    }
    leaving.abort()
    await expect(response).rejects.toThrow('abort')
    await expect.poll(() => emulator.ledger).toMatchObject({ open: 0, aborted: 1 })
  })

  test('a clean cut ends the body well', async () => {
    const { url } = await listening({ cut: { byte: 1_000 } })
    expect((await (await post(url)).arrayBuffer()).byteLength).toBe(1_000)
  })

  test('a reset is a TCP reset, after the bytes before it', async () => {
    const { port } = await listening({ cut: { byte: 1_000, how: 'reset' } })
    const { text, code } = await raw(port)
    expect(code).toBe('ECONNRESET')
    expect(text).toContain('HTTP/1.1 200 OK')
    // Chunked: a size line stands before the bytes.
    expect(text.split('\r\n\r\n')[1]).toMatch(/^[0-9a-f]+\r\ndata: /)
  })

  test('a reset before the headers leaves no byte', async () => {
    const { port } = await listening({ scenario: 'reset-before-headers' })
    expect(await raw(port)).toEqual({ text: '', code: 'ECONNRESET' })
  })

  test('a request over the limit is answered, not dropped', async () => {
    const { url } = await listening()
    const response = await post(url, { body: JSON.stringify(bodyOf('x'.repeat(21_000_000))) })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Request payload size exceeds the limit')
  })
})

/** A whole exchange by hand, to see how the connection ends. */
async function raw(port: number): Promise<{ text: string; code: string | undefined }> {
  const body = JSON.stringify(bodyOf('A fox'))
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /v1beta/models/${MODEL}:streamGenerateContent?key=test&alt=sse HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => void (text += data))
  return await new Promise((resolve) => {
    let code: string | undefined
    socket.on('error', (error: NodeJS.ErrnoException) => void (code = error.code))
    socket.on('close', () => resolve({ text, code }))
  })
}

describe('toNodeListener', () => {
  test('hands over method, address, headers and body', async () => {
    const { url } = await serve(async (request) =>
      Response.json({
        method: request.method,
        path: new URL(request.url).pathname,
        header: request.headers.get('x-test'),
        body: await request.text(),
      }),
    )
    const response = await fetch(`${url}/a?b`, { method: 'PUT', headers: { 'x-test': '1' }, body: 'hello' })
    expect(await response.json()).toEqual({ method: 'PUT', path: '/a', header: '1', body: 'hello' })
  })

  test('a slow reader holds the writer back', async () => {
    let made = 0
    const piece = new Uint8Array(64 * 1024)
    const { url } = await serve(async () => {
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            made += piece.length
            if (made > 64 * 1024 * 1024) controller.close()
            else controller.enqueue(piece)
          },
        },
        { highWaterMark: 0 },
      )
      return new Response(body)
    })
    const reader = (await fetch(url)).body?.getReader()
    await reader?.read()
    let before = -1
    // Until the sockets' buffers are full and nothing more is made.
    await expect
      .poll(
        () => {
          const still = made === before
          before = made
          return still
        },
        { interval: 50, timeout: 10_000 },
      )
      .toBe(true)
    expect(made).toBeLessThan(16 * 1024 * 1024)
    await reader?.cancel()
  })

  test('each byte goes out when it is made', async () => {
    const gate = Promise.withResolvers<void>()
    const { url } = await serve(async () => {
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode('first'))
          await gate.promise
          controller.enqueue(new TextEncoder().encode('second'))
          controller.close()
        },
      })
      return new Response(body)
    })
    const reader = (await fetch(url)).body?.getReader()
    const first = await reader?.read()
    expect(new TextDecoder().decode(first?.value)).toBe('first')
    gate.resolve()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('second')
  })

  test('a client that leaves aborts the signal and cancels the body', async () => {
    const seen: string[] = []
    const { url } = await serve(async (request) => {
      request.signal.addEventListener('abort', () => void seen.push('aborted'))
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new Uint8Array(1)),
        cancel: () => void seen.push('cancelled'),
      })
      return new Response(body)
    })
    const leaving = new AbortController()
    const response = await fetch(url, { signal: leaving.signal })
    await response.body?.getReader().read()
    leaving.abort()
    await expect.poll(() => seen.toSorted()).toEqual(['aborted', 'cancelled'])
  })

  test('a handler that throws breaks the connection', async () => {
    const { url } = await serve(async () => await Promise.reject(new Error('broken')))
    await expect(fetch(url)).rejects.toThrow(TypeError)
  })
})
