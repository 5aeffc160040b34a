import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listen } from '../test/relay-under-test.ts'
import { toNodeListener } from './node.ts'
import { until } from '../test/until.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Bytes without end, and how many were taken. */
function endless(pieceBytes = 65_536): {
  readonly body: ReadableStream<Uint8Array>
  readonly taken: () => number
  readonly cancelled: () => boolean
} {
  let bytes = 0
  let wasCancelled = false
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        bytes += pieceBytes
        controller.enqueue(new Uint8Array(pieceBytes))
      },
      cancel: () => void (wasCancelled = true),
    },
    { highWaterMark: 0 },
  )
  return { body, taken: () => bytes, cancelled: () => wasCancelled }
}

/** What comes back for the bytes of a request, until the server hangs up. */
async function rawAnswer(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  let answer = ''
  for await (const bytes of socket) answer += String(bytes)
  return answer
}

describe('a request', () => {
  test.each([
    ['a path', '/api/runs?x=1', 'app.example', 'http://app.example/api/runs?x=1'],
    ['a port', '/', 'app.example:8080', 'http://app.example:8080/'],
    ['an IPv6 host', '/', '[::1]:3000', 'http://[::1]:3000/'],
    [
      'a path with two slashes',
      '//elsewhere.example/runs',
      'app.example',
      'http://app.example//elsewhere.example/runs',
    ],
    ['a whole address', 'http://elsewhere.example/runs?x=1', 'app.example', 'http://app.example/runs?x=1'],
    ['a star', '*', 'app.example', 'http://app.example/'],
    ['a host with a name in it', '/', 'user:word@app.example', 'http://localhost/'],
    ['a host with a path in it', '/', 'app.example/x', 'http://localhost/'],
    ['a host that is empty', '/', '', 'http://localhost/'],
  ])('gets its address from %s', async (_name, target, host, expected) => {
    const { port } = await listen((request) => new Response(request.url))
    const method = target === '*' ? 'OPTIONS' : 'GET'
    const answer = await rawAnswer(
      port,
      `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    )
    expect(answer.split('\r\n\r\n')[1]).toContain(expected)
  })

  test('keeps the address that it had before Express cut it to the mount point', async () => {
    const listener = toNodeListener((request) => new Response(request.url))
    const server = createServer((incoming, outgoing) => {
      Object.assign(incoming, { originalUrl: incoming.url, url: '/runs' })
      listener(incoming, outgoing)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const response = await fetch(`http://127.0.0.1:${port}/api/images/runs`)
    expect(new URL(await response.text()).pathname).toBe('/api/images/runs')
  })

  test('brings its method, headers and body', async () => {
    const { url } = await listen(async (request) =>
      Response.json({
        method: request.method,
        header: request.headers.get('x-twice'),
        body: (await request.text()).length,
      }),
    )
    const headers = new Headers([
      ['x-twice', 'a'],
      ['x-twice', 'b'],
    ])
    const response = await fetch(url, { method: 'PUT', headers, body: 'x'.repeat(1_000_000) })
    expect(await response.json()).toEqual({ method: 'PUT', header: 'a, b', body: 1_000_000 })
  })

  test('brings Node’s own, for what a framework put there', async () => {
    const seen: IncomingMessage[] = []
    const { url } = await listen((_request, incoming) => {
      seen.push(incoming)
      return new Response()
    })
    await fetch(url)
    expect(seen[0]?.socket.remoteAddress).toBe('127.0.0.1')
  })

  test('that no handler could take is refused', async () => {
    const { port } = await listen(() => new Response('handled'))
    expect(await rawAnswer(port, 'TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 /,
    )
  })

  test('is uploaded no faster than its body is read', async () => {
    const incomings: IncomingMessage[] = []
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const { url } = await listen(async (request, incoming) => {
      incomings.push(incoming)
      await released
      return new Response(String((await request.arrayBuffer()).byteLength))
    })
    const size = 32 * 1024 * 1024
    const answer = fetch(url, { method: 'POST', body: new Uint8Array(size) })
    await until(() => incomings.length === 1)
    for (let turn = 0; turn < 100; turn += 1) await nextTurn()
    expect(incomings[0]!.socket.bytesRead).toBeLessThan(1024 * 1024)
    release()
    expect(await (await answer).text()).toBe(String(size))
  })
})

describe('an answer before the end of the upload', () => {
  test('is read by its client, and the connection closed', async () => {
    const { port } = await listen(() => new Response('too large', { status: 413 }))
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { 'content-length': 1e9 },
    })
    request.on('error', () => {}) // The upload is broken off: that is the point.
    request.write(new Uint8Array(1024))
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(413)
    expect(response.headers.connection).toBe('close')
    let body = ''
    for await (const bytes of response) body += String(bytes)
    expect(body).toBe('too large')
    request.destroy()
  })

  test('keeps the connection when all of it had come', async () => {
    const { port } = await listen((request) => new Response(request.method))
    const post = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody`
    const answer = await rawAnswer(
      port,
      `${post}${post}GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    )
    expect(answer.match(/HTTP\/1.1 200 OK/g)).toHaveLength(3)
  })
})

describe('an answer', () => {
  test('goes out byte for byte, with its status and every cookie', async () => {
    const { url } = await listen(() => {
      const headers = new Headers([
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['x-run', 'r'],
      ])
      return new Response(new Uint8Array([0, 255, 10]), { status: 201, headers })
    })
    const response = await fetch(url)
    expect(response.status).toBe(201)
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(response.headers.get('x-run')).toBe('r')
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 10])
  })

  test('to HEAD has no body, and what would have been it is cancelled', async () => {
    const { body, cancelled } = endless()
    const { url } = await listen(() => new Response(body))
    const response = await fetch(url, { method: 'HEAD' })
    expect(await response.text()).toBe('')
    expect(cancelled()).toBe(true)
  })

  test('sends its head before there is a byte of body', async () => {
    const { url } = await listen(() => new Response(new ReadableStream()))
    const response = await fetch(url)
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })

  test('is made no faster than its client reads', async () => {
    const { body, taken } = endless()
    const { port } = await listen(() => new Response(body))
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await until(async () => {
      const before = taken()
      for (let turn = 0; turn < 200; turn += 1) await nextTurn()
      return before > 0 && taken() === before
    })
    // What the two sockets of the kernel hold between them.
    expect(taken()).toBeLessThan(32 * 1024 * 1024)
  })
})

describe('a client that leaves', () => {
  test('cancels the body', async () => {
    const { body, cancelled } = endless()
    const { port } = await listen(() => new Response(body))
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    await expect.poll(cancelled, { interval: 1, timeout: 10_000 }).toBe(true)
  })

  test('aborts the request’s signal while the handler still thinks', async () => {
    const signals: AbortSignal[] = []
    const { port } = await listen((request) => {
      signals.push(request.signal)
      return new Promise(() => {})
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await until(() => signals.length === 1)
    // Only the signal is held: a request that is collected would take it with it.
    setFlagsFromString('--expose-gc')
    ;(runInNewContext('gc') as () => void)()
    await nextTurn()
    socket.destroy()
    await expect.poll(() => signals[0]?.aborted, { interval: 1, timeout: 10_000 }).toBe(true)
  })

  test('before the answer is there has its body cancelled', async () => {
    const { body, cancelled } = endless()
    const { promise, resolve } = Promise.withResolvers<Response>()
    const signals: AbortSignal[] = []
    const { port } = await listen((request) => {
      signals.push(request.signal)
      return promise
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await until(() => signals.length === 1)
    socket.destroy()
    await until(() => signals[0]?.aborted)
    resolve(new Response(body))
    await expect.poll(cancelled, { interval: 1, timeout: 10_000 }).toBe(true)
  })

  test('in the middle of its upload breaks the body that is read', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const { port } = await listen(async (request) => {
      resolve(await request.text().catch((error: unknown) => error))
      return new Response()
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')
    await nextTurn()
    socket.destroy()
    expect(await promise).toBeInstanceOf(Error)
  })
})

describe('a failure', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('secret')
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
  ])('of a handler that %s is a plain 500', async (_name, handler) => {
    const { url } = await listen(handler)
    const response = await fetch(url)
    expect(response.status).toBe(500)
    expect(await response.text()).toBe('Internal Server Error')
  })

  test('of a body is a broken connection, never an end', async () => {
    let pulls = 0
    const body = new ReadableStream({
      pull(controller) {
        pulls += 1
        if (pulls < 3) controller.enqueue(new Uint8Array(8))
        else controller.error(new Error('broken'))
      },
    })
    const { url } = await listen(() => new Response(body))
    const response = await fetch(url).catch(() => null)
    await expect((async () => response?.text() ?? Promise.reject(new Error('cut')))()).rejects.toThrow(
      /terminated|cut/,
    )
  })
})
