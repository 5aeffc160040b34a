// A process of its own that makes one run, so that a test can kill it: `redis-producer.ts <options as JSON>`.
import { bytesEntry, newClaim } from '../../testing/contracts/store.ts'
import { createRedisStore } from '../src/redis.ts'

/** What a test asks of it. */
export interface ProducerOptions {
  readonly url: string
  readonly prefix: string
  readonly leaseMs: number
  readonly runId: string
  readonly key: string
  /** Entries of 64 KiB; none for a run that is only claimed. */
  readonly entries: number
}

const { url, prefix, leaseMs, runId, key, entries } = JSON.parse(process.argv[2] ?? '') as ProducerOptions
const store = createRedisStore({ url, prefix, leaseMs })
await store.claim(newClaim({ runId, key }))
const writer = entries > 0 ? await store.dispatch(runId) : null
writer?.signal.addEventListener('abort', () => {
  process.stdout.write(`aborted ${String(writer.signal.reason)}\n`)
})
for (let index = 0; index < entries; index += 1) await writer?.append(bytesEntry(index))
process.stdout.write('made\n')
// Goes on as a producer does that waits for its upstream, until it is told that the run is over.
for (let index = entries; writer && !writer.signal.aborted; index += 1) {
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await writer.append(bytesEntry(index))
}
