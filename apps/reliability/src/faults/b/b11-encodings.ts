import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { gemini } from '@image-stream/core/gemini'
import { finish, picture, pngBytes, sse, usageMetadata } from '../../../../../packages/core/test/wire.ts'
import type { Fault, FaultContext } from '../../fault.ts'
import { listen } from '../../listen.ts'
import { expectError, expectSuccess, observeRun, secretKey, type ObservedRun } from '../../observe-run.ts'

interface Answer {
  readonly encoding: string
  /** Made when it is asked for: a bomb takes a while to pack. */
  readonly body: () => Buffer
  readonly expect: (run: ObservedRun) => void
}

const encoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: (bytes) => zstdCompressSync(bytes),
}

const whole = Buffer.from(sse(picture(pngBytes(64, 48, 200_000)), { ...finish('STOP'), usageMetadata }))

/** Longer than any event may be, in bytes. Spaces inside the JSON: no text or picture limit is met before. */
const bombBytes = 100 * 1024 * 1024

function bomb(): Buffer {
  return Buffer.concat([
    Buffer.from('data: {'),
    Buffer.alloc(bombBytes, ' '),
    Buffer.from('}\r\n\r\n'),
    whole,
  ])
}

export const encodings: Fault = {
  id: 'B11',
  title: 'compressed answers: sound, cut short, bombs, misnamed',
  sampleSize: 3,
  parallel: 2,
  async *cases(context) {
    const answers = listAnswers()
    const url = await openEncodedServer(context, answers)
    for (const [name, { expect }] of Object.entries(answers))
      yield {
        name,
        async run() {
          const baseUrl = `${url}/${encodeURIComponent(name)}`
          expect(await observeRun('A fox', { transport: gemini({ apiKey: secretKey, baseUrl }) }))
        },
      }
  },
}

function listAnswers(): Readonly<Record<string, Answer>> {
  const answers: Record<string, Answer> = {}
  for (const [encoding, encode] of Object.entries(encoders)) {
    answers[encoding] = {
      encoding,
      body: () => encode(whole),
      expect: (run) => assert.equal(expectSuccess(run).image.byteLength, 200_000),
    }
    answers[`${encoding}, cut short`] = {
      encoding,
      body: () => firstHalf(encode(whole)),
      expect: (run) => expectOneOf(run, ['network', 'truncated']),
    }
    answers[`a bomb in ${encoding}`] = {
      encoding,
      body: () => encode(bomb()),
      expect: (run) => void expectError(run, { code: 'too-large', phase: 'streaming', billed: 'maybe' }),
    }
  }
  for (const encoding of ['gzip', 'br'])
    answers[`a plain body that is named ${encoding}`] = {
      encoding,
      body: () => whole,
      expect: (run) => expectOneOf(run, ['network', 'protocol']),
    }
  return answers
}

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length / 2))
}

function expectOneOf({ error, success }: ObservedRun, codes: readonly string[]): void {
  assert.ok(
    error && codes.includes(error.code),
    `${success ? 'it succeeded' : error?.code}, not ${codes.join(' or ')}`,
  )
  assert.equal(error.billed, 'maybe')
}

async function openEncodedServer(
  context: FaultContext,
  answers: Readonly<Record<string, Answer>>,
): Promise<string> {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url?.split('/')[1] ?? '')
    const { encoding = 'identity', body } = answers[name] ?? {}
    request.resume()
    response
      .writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': encoding })
      .end(body?.())
  })
  return `http://127.0.0.1:${await listen(context, server)}`
}
