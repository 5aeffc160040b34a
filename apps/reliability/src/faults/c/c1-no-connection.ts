import assert from 'node:assert/strict'
import dns from 'node:dns'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { gemini } from '@image-stream/core/gemini'
import { finish, picture, pngBytes, sse } from '../../../../../packages/core/test/wire.ts'
import { installFakeClock } from '../../fake-clock.ts'
import type { Fault, FaultCase, FaultContext } from '../../fault.ts'
import { closedPort, listen } from '../../listen.ts'
import { expectError, expectSuccess, observeRun, secretKey, type ObservedRun } from '../../observe-run.ts'

/** Calls of one intent at most. */
const maxCalls = 3

/** Waits for a connection double from 500 ms, and jitter makes them half to one and a half of that. */
const waitsMs = [500, 1_000] as const

export const noConnection: Fault = {
  id: 'C1',
  title: 'no connection: no address, refused, no trust, no answer',
  async *cases(context) {
    replaceResolver(context)
    for (const [name, baseUrl] of Object.entries(await openNowhere(context)))
      yield { name, run: async () => expectUnreached(await ask(baseUrl)) }
    yield* others(context)
  },
}

async function ask(baseUrl: string, maxRetries?: number): Promise<ObservedRun & { readonly calls: number }> {
  let calls = 0
  const transport = gemini({
    apiKey: secretKey,
    baseUrl,
    ...(maxRetries !== undefined && { maxRetries }),
    fetch(request) {
      calls += 1
      return fetch(request)
    },
  })
  const run = await observeRun('A fox', { transport })
  return { ...run, calls }
}

function expectUnreached({ calls, ...run }: ObservedRun & { readonly calls: number }, retries = 2): void {
  expectError(run, { code: 'network', phase: 'connect', billed: 'no', advice: 'retry' })
  assert.equal(calls, retries + 1, 'calls')
  const waits = run.events.filter((event) => event.type === 'wait' && event.retryAt !== null)
  assert.equal(waits.length, retries, 'waits are told')
}

/** Addresses at which nobody can be reached, by what is in the way. */
async function openNowhere(context: FaultContext): Promise<Readonly<Record<string, string>>> {
  const closed = await closedPort(createServer())
  const plain = createServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n')))
  const untrusted = createTlsServer(selfSigned, (socket) => socket.destroy())
  return {
    'no such name': 'https://nowhere.invalid',
    'no name server': 'https://later.invalid',
    'refused by IPv4': `http://127.0.0.1:${closed}`,
    'refused by IPv6': `http://[::1]:${closed}`,
    'refused at every address of a name': `http://localhost:${closed}`,
    'no route': 'https://255.255.255.255',
    'TLS to a port that speaks none': `https://127.0.0.1:${await listen(context, plain)}`,
    'a certificate that nobody has signed': `https://127.0.0.1:${await listen(context, untrusted)}`,
  }
}

const fixtures = new URL('fixtures/', import.meta.url)
const selfSigned = {
  key: readFileSync(new URL('self-signed.key.pem', fixtures)),
  cert: readFileSync(new URL('self-signed.cert.pem', fixtures)),
}

/** The two failures of a resolver, without asking a real one. */
const resolverFailures: Readonly<Record<string, string>> = {
  'nowhere.invalid': 'ENOTFOUND',
  'later.invalid': 'EAI_AGAIN',
}

function replaceResolver({ defer }: FaultContext): void {
  const { lookup } = dns
  const failing = (hostname: string, ...rest: [object, (error: Error) => void]): void => {
    const code = resolverFailures[hostname]
    if (code === undefined) return void Reflect.apply(lookup, dns, [hostname, ...rest])
    const fields = { code, syscall: 'getaddrinfo', hostname }
    process.nextTick(rest[1], Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), fields))
  }
  Object.assign(dns, { lookup: failing })
  defer(() => Object.assign(dns, { lookup }))
}

async function* others(context: FaultContext): AsyncGenerator<FaultCase> {
  const refused = `http://127.0.0.1:${await closedPort(createServer())}`
  for (const retries of [0, 1])
    yield {
      name: `refused, ${retries} retries allowed`,
      run: async () => expectUnreached(await ask(refused, retries), retries),
    }

  const silent = await listen(context, createServer())
  yield {
    name: 'no answer to the handshake',
    // The platform gives up after 10 s.
    isSlow: true,
    run: async () => expectUnreached(await ask(`https://127.0.0.1:${silent}`, 0), 0),
  }

  yield { name: 'refused once, then there', run: () => recover(context) }
  yield { name: 'waits are spread by jitter', isAlone: true, run: () => spread() }
}

const failure = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
const unreached = (): Promise<never> => Promise.reject(new TypeError('fetch failed', { cause: failure }))

async function recover(context: FaultContext): Promise<void> {
  const port = await closedPort(createServer())
  const body = sse(picture(pngBytes(8, 6)), finish('STOP'))
  const answer = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  let calls = 0
  const transport = gemini({
    apiKey: secretKey,
    baseUrl: `http://127.0.0.1:${port}`,
    async fetch(request) {
      calls += 1
      if (calls === 2)
        await listen(
          context,
          createServer((socket) => socket.on('data', () => socket.end(answer))),
          port,
        )
      return fetch(request)
    },
  })
  expectSuccess(await observeRun('A fox', { transport }))
  assert.equal(calls, 2)
}

async function spread(): Promise<void> {
  const clock = installFakeClock()
  try {
    const seen = new Set<number>()
    for (let round = 0; round < 50; round += 1) {
      const starts: number[] = []
      const fetch = (): Promise<never> => {
        starts.push(clock.now)
        return unreached()
      }
      const transport = gemini({ apiKey: secretKey, fetch })
      await clock.until(observeRun('A fox', { transport }), 60_000)
      assert.equal(starts.length, maxCalls)
      for (const [index, baseMs] of waitsMs.entries()) {
        const waited = (starts[index + 1] ?? 0) - (starts[index] ?? 0)
        assert.ok(waited >= baseMs / 2 && waited <= baseMs * 1.5, `wait ${index} took ${waited} ms`)
        seen.add(waited)
      }
    }
    assert.ok(seen.size > 90, `${seen.size} different waits of 100`)
  } finally {
    clock.restore()
  }
}
