import assert from 'node:assert/strict'
import { listenEmulator } from '@image-stream/emulator/node'
import type { Fault } from '../../fault.ts'
import { observeRun, type ObservedRun } from '../../observe-run.ts'
import { startRelay } from './relay-processes.ts'

const runs = 50

/** How a process is told to end while fifty runs go on, and how they end. */
const ends: Readonly<
  Record<
    string,
    {
      readonly drawMs: number
      readonly drainMs: number
      readonly isToldTwice?: true
      readonly status: 'success' | 'error'
    }
  >
> = {
  'in time for all of them': { drawMs: 3_000, drainMs: 60_000, status: 'success' },
  'over the limit': { drawMs: 300_000, drainMs: 500, status: 'error' },
  'told twice': { drawMs: 300_000, drainMs: 60_000, isToldTwice: true, status: 'error' },
}

export const sigterm: Fault = {
  id: 'E4',
  title: 'a process is told to end with 50 runs: no new ones, all end typed, exit code 0',
  parallel: 2,
  sampleSize: 1,
  caseTimeoutMs: 90_000,
  async *cases(context) {
    for (const isKeeping of [true, false])
      for (const [name, { drawMs, drainMs, isToldTwice, status }] of Object.entries(ends))
        yield {
          name: `${name}, ${isKeeping ? 'with' : 'without'} a store`,
          async run() {
            const { url, emulator, close } = await listenEmulator({
              pictureSize: 'small',
              thoughts: 'always',
              pace: { firstByteMs: 50, thinkingMs: drawMs, pictureMs: 0, finishMs: 0 },
            })
            const relay = await startRelay(context, { isKeeping, upstreamUrl: url, drainMs })
            const { promise: allBegun, resolve } = Promise.withResolvers<void>()
            let begun = 0
            const all = Array.from({ length: runs }, (_, index) =>
              observeRun(`A fox, ${index}`, { api: relay.api }, ({ type }) => {
                if (type === 'thought' && (begun += 1) >= runs) resolve()
              }),
            )
            await Promise.race([allBegun, Promise.all(all)])
            relay.kill('SIGTERM')
            // Until the process has heard of it, somebody may still slip in.
            await new Promise((settle) => setTimeout(settle, 300))
            if (isToldTwice) relay.kill('SIGTERM')
            else await refused(relay.api)
            for (const run of await Promise.all(all)) expectEnd(run, status)
            assert.equal(await relay.exit, 0, 'exit code')
            assert.equal(emulator.ledger.requests, runs, 'calls to the API')
            await close()
          },
        }
  },
}

async function refused(api: string): Promise<void> {
  const { error } = await observeRun('A late fox', { api })
  assert.ok(error)
  assert.deepEqual([error.code, error.billed, error.httpStatus], ['overloaded', 'no', 503])
}

function expectEnd({ success, error }: ObservedRun, status: 'success' | 'error'): void {
  if (status === 'success') return assert.ok(success, error?.message)
  assert.ok(error, 'it ends as an error')
  assert.equal(error.billed, 'maybe')
  assert.ok(['relay', 'network'].includes(error.code), error.code)
}
