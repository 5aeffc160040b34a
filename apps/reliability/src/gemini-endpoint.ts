import assert from 'node:assert/strict'
import type { FetchHandler, ImageInput, StreamImageOptions } from '@image-stream/core'
import { gemini, type GeminiOptions } from '@image-stream/core/gemini'
import type { LedgerEntry, Switches } from '@image-stream/emulator'
import { listenEmulator } from '@image-stream/emulator/node'
import type { FaultContext } from './fault.ts'
import { observeRun, secretKey, type ObservedRun } from './observe-run.ts'
import { relayed } from './relayed.ts'

/** An emulated endpoint behind a real socket, that many cases share. */
export interface GeminiEndpoint {
  readonly url: string
  /**
   * Runs once, and gives what came of it and what the endpoint wrote down about it. Of a list of switches each call takes
   * the next one, and the last for all that follow.
   */
  ask(switches: Switches | readonly Switches[], options?: AskOptions): Promise<AskedRun>
}

export interface AskOptions {
  /** Bytes of one read at most, however the answer was sent. */
  readonly pieceBytes?: number
  readonly input?: Partial<ImageInput>
  readonly transport?: Partial<GeminiOptions>
  readonly stream?: Omit<StreamImageOptions, 'transport'>
  /** With a relay in between. @defaultValue false */
  readonly isRelayed?: boolean
}

export interface AskedRun extends ObservedRun {
  /** What the endpoint was asked: one entry for each call. */
  readonly calls: readonly LedgerEntry[]
  /** The same, once none of them is open any more. @throws AssertionError when one stays open for longer than it may. */
  whenClosed(): Promise<readonly LedgerEntry[]>
}

/** A call that is open for so long after its run has settled stays open. In milliseconds. */
const closingMs = 5_000

let prompts = 0

/** Small and quick answers, unless a case asks for others. Closed after the last case. */
export async function openEndpoint({ defer }: Pick<FaultContext, 'defer'>): Promise<GeminiEndpoint> {
  const { url, emulator, close } = await listenEmulator({
    pace: 'instant',
    pictureSize: 'small',
    thoughts: 'always',
  })
  defer(close)
  return {
    url,
    async ask(switches, { input, transport, stream, pieceBytes = Infinity, isRelayed = false } = {}) {
      // Its own, so that runs that go on side by side find their calls in the ledger.
      const prompt = `A fox in a paper boat, number ${(prompts += 1)}`
      const options = {
        apiKey: secretKey,
        baseUrl: url,
        fetch: wishing([switches].flat(), pieceBytes),
        ...transport,
      }
      const run = await observeRun(
        { prompt, ...input },
        {
          ...stream,
          transport: isRelayed ? relayed(options).transport : gemini(options),
        },
      )
      const calls = (): readonly LedgerEntry[] =>
        emulator.ledger.entries.filter((entry) => entry.prompt === prompt)
      return { ...run, calls: calls(), whenClosed: () => whenClosed(calls) }
    },
  }
}

/** A `fetch` that tells the emulator how this very answer shall go. */
function wishing(switches: readonly Switches[], pieceBytes: number): FetchHandler {
  let calls = 0
  return async (request) => {
    request.headers.set('x-emulator-options', JSON.stringify(switches[calls] ?? switches.at(-1)))
    calls += 1
    const response = await fetch(request)
    if (!response.body || pieceBytes === Infinity) return response
    return new Response(response.body.pipeThrough(inPieces(pieceBytes)), response)
  }
}

function inPieces(length: number): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(bytes, controller) {
      for (let offset = 0; offset < bytes.length; offset += length)
        controller.enqueue(bytes.slice(offset, offset + length))
    },
  })
}

/** The ledger tells of nothing, so that it has to be asked again and again. */
async function whenClosed(calls: () => readonly LedgerEntry[]): Promise<readonly LedgerEntry[]> {
  const start = performance.now()
  while (calls().some(({ outcome }) => outcome === 'open')) {
    assert.ok(performance.now() - start <= closingMs, `still open ${closingMs} ms after the run had settled`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return calls()
}

/** @throws AssertionError unless the endpoint was asked exactly once. */
export function expectOneCall({ calls }: AskedRun): void {
  assert.equal(calls.length, 1, 'calls to the API')
}
