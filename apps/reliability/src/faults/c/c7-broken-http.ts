import assert from 'node:assert/strict'
import type { ErrorCode } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { finish, picture, pngBytes, sse } from '../../../../../packages/core/test/wire.ts'
import type { Fault } from '../../fault.ts'
import { expectError, observeRun, secretKey } from '../../observe-run.ts'
import { chunked, chunkedEnd, chunkedHead, openRawServer } from '../../raw-server.ts'

const answer = sse(picture(pngBytes(64, 48, 4_000)), finish('STOP'))
const half = answer.slice(0, 2_000)

function head(...headers: readonly string[]): string {
  return ['HTTP/1.1 200 OK', 'content-type: text/event-stream', ...headers, '', ''].join('\r\n')
}

interface Broken {
  readonly bytes: string
  /** What is left open hangs, unless somebody ends it. @defaultValue false */
  readonly staysOpen?: boolean
  /** @defaultValue network or protocol */
  readonly code?: ErrorCode
}

const answers: Readonly<Record<string, Broken>> = {
  'a chunk size that is no number': { bytes: `${chunkedHead}zz\r\n${half}\r\n`, staysOpen: true },
  'a negative chunk size': { bytes: `${chunkedHead}-5\r\n${half}\r\n`, staysOpen: true },
  'a chunk size beyond all numbers': { bytes: `${chunkedHead}${'f'.repeat(32)}\r\n${half}`, staysOpen: true },
  'a chunk that is longer than it says': {
    bytes: `${chunkedHead}5\r\n${half}\r\n${chunkedEnd}`,
    staysOpen: true,
  },
  'a chunk that is shorter than it says': { bytes: `${chunkedHead}ffff\r\n${half}\r\n${chunkedEnd}` },
  'no last chunk': { bytes: `${chunkedHead}${chunked(half)}` },
  'a length that is too long': { bytes: `${head(`content-length: ${half.length + 10}`)}${half}` },
  // Nothing on the wire tells this from an API that hung up: only the missing finish reason does.
  'a length that is too short': { bytes: `${head('content-length: 2000')}${answer}`, code: 'truncated' },
  'two lengths that differ': {
    bytes: `${head('content-length: 10', 'content-length: 2000')}${half}`,
    staysOpen: true,
  },
  'a length that is no number': { bytes: `${head('content-length: many')}${half}`, staysOpen: true },
  'both a length and chunks': {
    bytes: `${head('content-length: 10', 'transfer-encoding: chunked')}${chunked(half)}`,
    staysOpen: true,
  },
  'headers of 20 KiB': { bytes: head(`x-long: ${'x'.repeat(20 * 1024)}`), staysOpen: true },
  'a header without a colon': { bytes: head('this is no header') + half, staysOpen: true },
  'a header with a NUL': { bytes: head('x-zero: a\0b') + half, staysOpen: true },
  'HTTP/0.9': { bytes: `<html>${half}</html>`, staysOpen: true },
  'another protocol': { bytes: 'SSH-2.0-OpenSSH_9.2\r\n', staysOpen: true },
  'a version from the future': { bytes: `HTTP/9.9 200 OK\r\n\r\n${half}`, staysOpen: true },
  'a status that is no number': { bytes: `HTTP/1.1 abc OK\r\n\r\n${half}`, staysOpen: true },
  'a switch to another protocol': {
    bytes: 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    staysOpen: true,
  },
  'interim answers without end': {
    bytes: 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000),
    staysOpen: true,
  },
}

/** So long silence is borne here, in milliseconds. */
const firstEventMs = 3_000

export const brokenHttp: Fault = {
  id: 'C7',
  title: 'answers that are no HTTP: no hang, and never a success',
  async *cases(context) {
    const list = Object.entries(answers)
    const server = await openRawServer(context, ({ path, socket }) => {
      const [, broken] = list[Number(path.split('/')[1])] ?? []
      socket.write(broken?.bytes ?? '', 'latin1')
      if (!broken?.staysOpen) socket.end()
    })
    for (const [index, [name, { code }]] of list.entries())
      yield {
        name,
        async run() {
          const transport = gemini({
            apiKey: secretKey,
            baseUrl: `${server.url}/${index}`,
            timeout: { firstEventMs, idleMs: firstEventMs },
          })
          const run = await observeRun('A fox', { transport })
          const error = expectError(run, { code: code ?? run.error?.code ?? 'network', billed: 'maybe' })
          const allowed = code ? [code] : ['network', 'protocol']
          assert.ok(allowed.includes(error.code), `${error.code}: ${error.message}`)
          assert.equal(server.requestsTo(`/${index}/`), 1, 'requests')
        },
      }
  },
}
