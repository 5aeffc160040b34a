import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { importPacked } from '../packed.ts'

export type RelayRole = 'upstream' | 'bare' | 'relay'

export interface RelayUsage {
  readonly cpuMs: number
  /** Resident, at its highest. */
  readonly peakBytes: number
}

export interface RelayLoad extends RelayUsage {
  readonly wallMs: number
  /** Streams that did not come whole. */
  readonly failures: number
}

export interface RelayResults {
  readonly streams: number
  readonly relay: readonly RelayLoad[]
  readonly bare: readonly RelayLoad[]
}

/** So many streams at once through our relay and through a bare one, each in a process of its own. */
export async function measureRelay(
  streams: number,
  rounds: number,
  onProgress: (text: string) => void,
): Promise<RelayResults> {
  const upstream = await start('upstream', '')
  const relay: RelayLoad[] = []
  const bare: RelayLoad[] = []
  try {
    const form = await encodeRun()
    for (let round = 0; round < rounds; round += 1) {
      onProgress(`${streams} streams through a relay, round ${round + 1} of ${rounds}`)
      bare.push(await load('bare', upstream.origin, streams, form))
      relay.push(await load('relay', upstream.origin, streams, form))
    }
  } finally {
    upstream.child.kill()
  }
  return { streams, relay, bare }
}

interface Running {
  readonly child: ChildProcess
  readonly origin: string
}

async function start(role: RelayRole, upstream: string): Promise<Running> {
  const child = fork(new URL('relay-worker.ts', import.meta.url), [role, upstream], {
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const died = once(child, 'exit').then(() => {
    throw new Error(`The process of the ${role} has ended.`)
  })
  const [port] = (await Promise.race([once(child, 'message'), died])) as [number]
  died.catch(() => {})
  return { child, origin: `http://127.0.0.1:${port}` }
}

async function load(role: RelayRole, upstream: string, streams: number, form: Form): Promise<RelayLoad> {
  const { child, origin } = await start(role, upstream)
  const begin = performance.now()
  const isWhole = await Promise.all(Array.from({ length: streams }, () => readOne(`${origin}/runs`, form)))
  const wallMs = performance.now() - begin
  child.send('usage')
  const [usage] = (await once(child, 'message')) as [RelayUsage]
  return { ...usage, wallMs, failures: isWhole.filter((whole) => !whole).length }
}

/** What a page sends for a run. */
interface Form {
  readonly body: Uint8Array
  readonly contentType: string
}

async function encodeRun(): Promise<Form> {
  importPacked()
  const { resolveInput } = await import('@image-stream/core')
  const { inputField } = await import('@image-stream/core/relay')
  const { images: _images, ...input } = resolveInput('A fox in a paper boat')
  const form = new FormData()
  form.append(inputField, JSON.stringify({ ...input, labels: [] }))
  const response = new Response(form)
  return {
    body: await response.bytes(),
    contentType: response.headers.get('content-type') ?? '',
  }
}

/** What both end with: a stream that broke off does not. */
const lastWords = ['"type":"done"', '"finishReason"']
const tailBytes = 1024

/** Reads one stream and drops it; true when it came whole. */
function readOne(address: string, { body, contentType }: Form): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': contentType,
      'content-length': body.length,
      'idempotency-key': randomBytes(16).toString('base64url'),
    }
    const asked = request(address, { method: 'POST', headers, agent: false }, (response) => {
      let tail: Buffer = Buffer.alloc(0)
      response.on('data', (bytes: Buffer) => {
        tail = (bytes.length < tailBytes ? Buffer.concat([tail, bytes]) : bytes).subarray(-tailBytes)
      })
      response.on('end', () => resolve(lastWords.some((words) => tail.includes(words))))
      response.on('error', () => resolve(false))
    })
    asked.on('error', () => resolve(false))
    asked.end(body)
  })
}
