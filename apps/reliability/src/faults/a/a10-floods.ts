import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { ErrorCode } from '@image-stream/core'
import {
  base64,
  finish,
  picture,
  pngBytes,
  sse,
  usageMetadata,
} from '../../../../../packages/core/test/wire.ts'
import type { Fault } from '../../fault.ts'
import { observeBody, type AnswerOf } from '../../observe-body.ts'
import type { ObservedRun } from '../../observe-run.ts'

/** A unit again and again, between a beginning and an end. */
interface Flood {
  readonly head?: string
  readonly unit: string
  readonly tail?: string
  readonly outcome: 'success' | ErrorCode
  readonly from?: AnswerOf
  /** Bytes of one read. @defaultValue 64 KiB */
  readonly readBytes?: number
  /** In bytes. @defaultValue 50 MiB */
  readonly length?: number
}

const MiB = 1024 * 1024
const good = sse(picture(pngBytes(64, 48, 500)), { ...finish('STOP'), usageMetadata })
const png = base64(pngBytes(4096, 4096, 48))

const floods: Readonly<Record<string, Flood>> = {
  'a picture': {
    head: `data: {"candidates":[{"content":{"parts":[{"inlineData":{"data":"${png}`,
    unit: 'ABCDEFGH',
    tail: `"}}]}}]}\r\n\r\n${sse({ ...finish('STOP'), usageMetadata })}`,
    outcome: 'success',
  },
  'a signature': {
    head: 'data: {"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"',
    unit: 'ABCDEFGH',
    tail: `"}]}}]}\r\n\r\n${good}`,
    outcome: 'success',
  },
  'a field that nobody knows': {
    head: 'data: {"x":"',
    unit: 'abcdefgh',
    tail: `"}\r\n\r\n${good}`,
    outcome: 'success',
  },
  'line feeds': { unit: '\n', tail: good, outcome: 'success' },
  CRLFs: { unit: '\r\n', tail: good, outcome: 'success' },
  'keep-alives': { unit: ': keep-alive\n\n', tail: good, outcome: 'success' },
  'one comment': { head: ':', unit: ' comment', tail: `\n\n${good}`, outcome: 'success' },
  'lines that are no events': { unit: '# what\n', tail: `\n${good}`, outcome: 'success' },
  'a picture that does not end': {
    head: `data: {"candidates":[{"content":{"parts":[{"inlineData":{"data":"${png}`,
    unit: 'ABCDEFGH',
    outcome: 'too-large',
    length: 70 * MiB,
  },
  'an event that does not end': {
    head: 'data: {"x":"',
    unit: 'abcdefgh',
    outcome: 'too-large',
    length: 70 * MiB,
  },
  'an event of the relay that does not end': {
    head: 'data: {"type":"text","text":"',
    unit: 'abcdefgh',
    outcome: 'too-large',
    from: 'relay',
    length: 70 * MiB,
  },
  'a picture, byte by byte': {
    head: `data: {"candidates":[{"content":{"parts":[{"inlineData":{"data":"${png}`,
    unit: 'ABCDEFGH',
    tail: `"}}]}}]}\r\n\r\n${sse({ ...finish('STOP'), usageMetadata })}`,
    outcome: 'success',
    readBytes: 1,
    length: 5 * MiB,
  },
}

/** Of processor time, as other work may go on beside. In milliseconds for 50 MiB, where reads are of a usual size. */
const maxMs = 1_000

/** Ten times the length may take so many times as long. */
const maxGrowth = 12

/** Shorter times say nothing about growth. In milliseconds. */
const minMs = 20

/** Memory that is held at the same time, in times of the length, and what a run needs anyway. */
const maxHeld = 2.5
const ownBytes = 4 * MiB

export const floodsOfBytes: Fault = {
  id: 'A10',
  title: 'lines of 50 MiB, and 50 MiB of lines, comments, single bytes: linear in time, bounded in memory',
  isMeasured: true,
  parallel: 1,
  caseTimeoutMs: 180_000,
  *cases() {
    for (const [name, flood] of Object.entries(floods))
      yield {
        name,
        async run() {
          const { length = 50 * MiB, readBytes } = flood
          const tenthMs = Math.min(await msOf(flood, length / 10), await msOf(flood, length / 10))
          const wholeMs = await msOf(flood, length)
          assert.ok(wholeMs <= maxGrowth * Math.max(tenthMs, minMs), `${wholeMs} ms, a tenth ${tenthMs} ms`)
          if (!readBytes) assert.ok((wholeMs / length) * 50 * MiB <= maxMs, `${wholeMs} ms`)
          const held = await heldBytes(flood, length)
          assert.ok(held <= maxHeld * length + ownBytes, `${Math.round(held / MiB)} MiB are held`)
          return 4
        },
      }
  },
}

async function msOf(flood: Flood, length: number): Promise<number> {
  const before = process.cpuUsage()
  const isWhole = length === (flood.length ?? 50 * MiB)
  const { error } = await observe(flood, length)
  const { user, system } = process.cpuUsage(before)
  // A tenth of what is too large is not, and then it is cut.
  if (isWhole || flood.outcome === 'success')
    assert.equal(error?.code ?? 'success', flood.outcome, error?.message)
  return Math.round((user + system) / 1000)
}

/** What is still there when all that is not needed has been collected, at the worst of twenty moments. */
async function heldBytes(flood: Flood, length: number): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = (): number => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = held()
  let peak = 0
  let next = 0
  await observe(flood, length, (sent) => {
    if (sent < next) return
    next += length / 20
    peak = Math.max(peak, held() - before)
  })
  return peak
}

function observe(
  flood: Flood,
  length: number,
  onSent: (sent: number) => void = () => {},
): Promise<ObservedRun> {
  return observeBody(readsOf(flood, length, onSent), { from: flood.from ?? 'gemini' })
}

function* readsOf(
  { head = '', unit, tail = '', readBytes = 64 * 1024 }: Flood,
  length: number,
  onSent: (sent: number) => void,
): Generator<Uint8Array> {
  if (head !== '') yield Buffer.from(head)
  // Whole units, or the bytes of one in turn.
  const block = Buffer.from(unit.repeat(Math.max(1, Math.floor(readBytes / unit.length))))
  for (let sent = 0; sent < length;) {
    const at = sent % block.length
    const read = block.subarray(at, at + readBytes)
    yield read
    sent += read.length
    onSent(sent)
  }
  if (tail !== '') yield Buffer.from(tail)
}
