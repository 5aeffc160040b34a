import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createAnswer, inReads, type Answer } from '../answer.ts'
import type { DecodedPicture, ReadPicture } from './competitors.ts'
import { readAndDrop } from './competitors/by-hand.ts'
import { createFeed, type Feed } from './feed.ts'

/** Of one stream, in milliseconds. */
export interface Timing {
  /** User and system, of all threads. */
  readonly cpuMs: number
  readonly wallMs: number
  /** From the last byte to the decoded picture. */
  readonly tailMs: number
  /** The longest synchronous stretch. On a loaded machine others run in it too. */
  readonly blockMs: number
}

export interface Timings {
  /** The first stream of the process. */
  readonly cold: Timing
  /** Later ones. Nothing is collected between them but what is collected anyway. */
  readonly warm: readonly Timing[]
}

/** What one process has to measure. */
export interface Stimulus {
  readonly answer: Answer
  readonly readBytes: number
  /** Whether it comes as one JSON object, for a reader that does not stream. */
  readonly isUnary: boolean
}

/** How often a process repeats its stream, and for how long at most. */
interface Repeats {
  readonly times: number
  readonly limitMs: number
}

/** Until the compiler has most of its work behind it: the streams of Node themselves need some 60 answers in small reads. */
const warmUp: Repeats = { times: 60, limitMs: 1_500 }
const measured: Repeats = { times: 20, limitMs: 750 }

/** Makes warm what every reader stands on: streams, responses, events. */
function primerOf(stimulus: Stimulus): Stimulus {
  const answer = createAnswer({ pictureBytes: 20_000, signatureLength: 4_000, thoughts: 60 })
  return { ...stimulus, answer, readBytes: 1024 }
}

export async function measureTime(read: ReadPicture, stimulus: Stimulus): Promise<Timings> {
  await timeOne(readAndDrop, createServer(primerOf(stimulus)))
  const server = createServer(stimulus)
  const cold = await timeOne(read, server)
  await repeat(warmUp, () => timeOne(read, server))
  const warm = await repeat(measured, () => timeOne(read, unchecked(server)))
  return { cold, warm }
}

/** The pictures before were the right ones; reading one out to compare it copies it, and what is left is collected later. */
function unchecked(server: Server): Server {
  return { ...server, check: () => Promise.resolve() }
}

async function repeat<T>({ times, limitMs }: Repeats, action: () => Promise<T>): Promise<readonly T[]> {
  const results = [await action()]
  const end = performance.now() + limitMs
  while (results.length < times && performance.now() < end) results.push(await action())
  return results
}

async function timeOne(read: ReadPicture, server: Server): Promise<Timing> {
  const feed = server.serve()
  const cpu = process.cpuUsage()
  const start = performance.now()
  const picture = await read()
  const end = performance.now()
  const { user, system } = process.cpuUsage(cpu)
  const blockMs = feed().stop()
  await server.check(picture)
  return {
    cpuMs: (user + system) / 1000,
    wallMs: end - start,
    tailMs: end - feed().lastReadAt(),
    blockMs,
  }
}

/**
 * The most bytes that a stream holds over what the process held before it, seen at each read: the heap of JavaScript, and
 * what its objects hold outside. The code has run before, on a small answer.
 */
export async function measureMemory(read: ReadPicture, stimulus: Stimulus): Promise<number> {
  await timeOne(read, createServer(primerOf(stimulus)))
  const server = createServer(stimulus)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const before = process.memoryUsage()
  let peakBytes = 0
  const look = (): void => {
    const now = process.memoryUsage()
    // Blobs are counted among the buffers alone, strings outside of the heap with the external alone.
    const outside = Math.max(now.external - before.external, now.arrayBuffers - before.arrayBuffers)
    peakBytes = Math.max(peakBytes, now.heapUsed - before.heapUsed + outside)
  }
  const feed = server.serve(look)
  const picture = await read()
  look()
  feed().stop()
  await server.check(picture)
  return peakBytes
}

/** Stands in for the network. */
interface Server {
  /** Answers the next call, and gives what gives its feed. `onTurn` is called before each read. */
  serve(onTurn?: () => void): () => Feed
  /** A reader that gives another picture has not done the work. */
  check(picture: DecodedPicture | null): Promise<void>
}

function createServer({ answer, readBytes, isUnary }: Stimulus): Server {
  const reads = isUnary
    ? inReads(answer.unary(), readBytes)
    : inReads(answer.stream, readBytes, answer.closingBytes)
  const contentType = isUnary ? 'application/json' : 'text/event-stream'
  return {
    serve(onTurn = () => {}) {
      let feed: Feed | null = null
      globalThis.fetch = () => {
        feed = createFeed(reads, { contentType, onTurn })
        return Promise.resolve(feed.response)
      }
      return () => {
        if (!feed) throw new Error('Nothing was asked for.')
        return feed
      }
    },
    async check(picture) {
      if (picture === null) return
      const bytes = picture instanceof Uint8Array ? picture : await picture.bytes()
      if (!answer.picture.equals(bytes)) throw new Error('The picture that came out is another one.')
    },
  }
}
