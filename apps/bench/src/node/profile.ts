import type { Profiler } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import type { ReadPicture } from './competitors.ts'
import { measureTime, type Stimulus } from './measure.ts'

/** Time in one function itself, of all the time that was spent. */
export interface ProfileRow {
  readonly name: string
  /** File and line. */
  readonly place: string
  readonly selfMs: number
  readonly share: number
}

/** Short enough for functions that are called for each read. In microseconds. */
export const samplingIntervalUs = 100

/** Where the time of warm streams goes, the most first. */
export async function profile(read: ReadPicture, stimulus: Stimulus): Promise<readonly ProfileRow[]> {
  await measureTime(read, stimulus)
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: samplingIntervalUs })
  await session.post('Profiler.start')
  await measureTime(read, stimulus)
  const { profile: taken } = await session.post('Profiler.stop')
  session.disconnect()
  return selfTimes(taken)
}

/** The most first. What was idle does not count. */
export function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): readonly ProfileRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]))
  const times = new Map<string, { name: string; place: string; selfMs: number }>()
  let totalMs = 0
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id)
    const ms = (timeDeltas[index] ?? 0) / 1000
    if (!frame || frame.functionName === '(idle)') continue
    totalMs += ms
    const place =
      frame.url === '' ? '' : `${frame.url.split('/').slice(-2).join('/')}:${frame.lineNumber + 1}`
    const name = frame.functionName || '(anonymous)'
    const row = times.get(name + place) ?? { name, place, selfMs: 0 }
    row.selfMs += ms
    times.set(name + place, row)
  }
  return [...times.values()]
    .toSorted((a, b) => b.selfMs - a.selfMs)
    .map((row) => ({ ...row, share: row.selfMs / totalMs }))
}
