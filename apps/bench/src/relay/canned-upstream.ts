import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createAnswer, type Answer, type AnswerSize } from '../answer.ts'
import { clockMs } from './clock.ts'

/**
 * How the upstream answers: at once; over a second, as a model does; with 64 MB of pictures; with thoughts and no end;
 * with one thought and then silence; with half of the picture's event and then silence.
 */
export type Manner = 'whole' | 'paced' | 'huge' | 'thinking' | 'silent' | 'half'

/** An answer that is over, or whose connection was closed. */
export interface UpstreamClosed {
  readonly tag: string
  /** By the machine's clock. */
  readonly atMs: number
  readonly isWhole: boolean
}

const sseHeaders = { 'content-type': 'text/event-stream' }
const pacedPieces = 20
const paceMs = 50
const hugeBytes = 64_000_000
const thoughtMs = 20

/** The prompt of a run says how it is answered, and by which tag it is spoken of. */
export function promptFor(manner: Manner, tag: string): string {
  return `load:${manner}:${tag}`
}

const promptPattern = /load:(whole|paced|huge|thinking|silent|half):([\w-]+)/

/** Stands in for Gemini: bytes that were made once, whatever is asked. */
export function answerCanned(size: AnswerSize, onClosed: (closed: UpstreamClosed) => void): RequestListener {
  const answer = createAnswer(size)
  return (request, response) => {
    void readPrompt(request).then(([manner, tag]) => {
      response.once('close', () => onClosed({ tag, atMs: clockMs(), isWhole: response.writableFinished }))
      response.writeHead(200, sseHeaders)
      return play(manner, answer, response)
    })
  }
}

async function readPrompt(request: IncomingMessage): Promise<readonly [Manner, string]> {
  let text = ''
  // A picture that is sent along would come after the prompt; nothing here sends one.
  for await (const bytes of request) text += String(bytes)
  const [, manner = 'whole', tag = ''] = promptPattern.exec(text) ?? []
  return [manner as Manner, tag]
}

async function play(manner: Manner, { stream, events }: Answer, response: ServerResponse): Promise<void> {
  const [thought = Buffer.alloc(0)] = events
  switch (manner) {
    case 'whole':
      response.end(stream)
      return
    case 'paced': {
      response.write(thought)
      const rest = stream.subarray(thought.length)
      const step = Math.ceil(rest.length / pacedPieces)
      for (let from = 0; from < rest.length && !response.closed; from += step) {
        await sleep(paceMs)
        response.write(rest.subarray(from, from + step))
      }
      response.end()
      return
    }
    case 'huge':
      for (let length = 0; length < hugeBytes; length += stream.length) response.write(stream)
      response.end()
      return
    case 'thinking':
      for (; !response.closed; await sleep(thoughtMs)) response.write(thought)
      return
    case 'silent':
      response.write(thought)
      return
    case 'half':
      response.write(stream.subarray(0, stream.length >> 1))
      return
    default:
      manner satisfies never
  }
}
