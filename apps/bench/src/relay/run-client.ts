import { createHash, randomBytes, type Hash } from 'node:crypto'
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http'
import { resolveInput } from '@image-stream/core'
import { idempotencyHeader, inputField } from '@image-stream/core/relay'

/** How a stream ended for its reader. */
export interface ReadRun {
  /** What its last event was, or why there was none. */
  readonly ending: string
  /** SHA-256 of the picture's bytes as they came, in hex. */
  readonly pictureHash: string
}

/** A run as a page would ask for it, and its answer, not read yet. */
export interface AskedRun {
  readonly key: string
  readonly request: ClientRequest
  readonly response: Promise<IncomingMessage>
}

const promptMark = 'what is asked for'
const form = await encodeForm(promptMark)

/** Asks on a connection of its own, with the least around it: what is measured is the other side. */
export function askForRun(origin: string, prompt: string): AskedRun {
  const key = randomBytes(16).toString('base64url')
  const body = form.text.replace(promptMark, prompt)
  const asked = request(`${origin}/runs`, {
    method: 'POST',
    headers: {
      'content-type': form.contentType,
      'content-length': Buffer.byteLength(body),
      [idempotencyHeader]: key,
    },
    agent: false,
  })
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  asked.on('response', resolve).on('error', reject)
  promise.catch(() => {}) // Whoever leaves early does not ask for it.
  asked.end(body)
  return { key, request: asked, response: promise }
}

const cancelling = new Agent({ keepAlive: true })

/** Cancels by key, as `stop()` does. */
export function cancelRun(origin: string, key: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const headers = { [idempotencyHeader]: key }
  request(`${origin}/runs`, { method: 'DELETE', headers, agent: cancelling }, (response) => {
    response.resume()
    response.once('end', () => resolve(response.statusCode))
  })
    .once('error', reject)
    .end()
  return promise
}

/** Reads a run of the relay to its end. Never rejects. */
export async function readRun(origin: string, { response }: AskedRun): Promise<ReadRun> {
  const hash = createHash('sha256')
  let ending = 'no last event'
  let elsewhere: Promise<void> | null = null
  try {
    for await (const event of readEvents(await response)) {
      if (typeof event['path'] === 'string') {
        elsewhere = hashPicture(`${origin}/${event['path']}`, hash)
        elsewhere.catch(() => {}) // It is waited for at the end.
      }
      if (event['type'] === 'image-data') hash.update(String(event['bytes']), 'base64')
      if (isTerminal(event)) ending = describe(event)
    }
    await elsewhere
  } catch (error) {
    ending = String(error)
  }
  return { ending, pictureHash: hash.digest('hex') }
}

/** The events of a relay's answer. Read by hand, and not with the reader whose other end is measured. */
export async function* readEvents(
  response: IncomingMessage,
): AsyncGenerator<Readonly<Record<string, unknown>>, void, undefined> {
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`)
  response.setEncoding('utf8')
  let pieces: string[] = []
  for await (const piece of response as AsyncIterable<string>) {
    // A block of a picture comes in several pieces: searched once each.
    const end = piece.lastIndexOf('\n\n')
    if (end === -1 && !(piece.startsWith('\n') && pieces.at(-1)?.endsWith('\n'))) {
      pieces.push(piece)
      continue
    }
    const blocks = (pieces.join('') + piece).split('\n\n')
    pieces = [blocks.pop() ?? '']
    for (const block of blocks)
      if (block.startsWith(dataField)) {
        const line = block.slice(dataField.length, block.indexOf('\n'))
        yield JSON.parse(line) as Readonly<Record<string, unknown>>
      }
  }
}

const dataField = 'data: '

function isTerminal({ type }: Readonly<Record<string, unknown>>): boolean {
  return type === 'done' || type === 'error' || type === 'stopped'
}

function describe(event: Readonly<Record<string, unknown>>): string {
  return event['type'] === 'error' ? JSON.stringify(event['error']) : String(event['type'])
}

/** A picture that is not in its stream. */
async function hashPicture(address: string, hash: Hash): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request(address, { agent: false }, resolve).once('error', reject).end()
  const response = await promise
  for await (const bytes of response) hash.update(bytes as Buffer)
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode} of a picture`)
}

/** What is sent for a prompt, made once. */
async function encodeForm(prompt: string): Promise<{ readonly text: string; readonly contentType: string }> {
  const { images: _images, ...input } = resolveInput(prompt)
  const fields = new FormData()
  fields.append(inputField, JSON.stringify({ ...input, labels: [] }))
  const response = new Response(fields)
  return { contentType: response.headers.get('content-type') ?? '', text: await response.text() }
}
