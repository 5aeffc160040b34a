import { tombstoneLifeMs } from '../claims.ts'
import { createRunLog } from '../run-log.ts'
import {
  StoreError,
  type Caps,
  type Claim,
  type Claimed,
  type RunRecord,
  type RunStore,
} from '../run-store.ts'
import { toMicroUsd } from '../windows.ts'
import { toList, toText, type Argument, type Connection, type Reply } from './connection.ts'
import type { HeldRun, HeldRuns } from './held-runs.ts'

export interface RedisClaims extends Pick<
  RunStore,
  'claim' | 'release' | 'cancel' | 'find' | 'findPictures'
> {
  /** The run that this process makes from here on. */
  dispatch(runId: string): Promise<HeldRun | null>
}

export interface ClaimsOptions {
  readonly connection: Connection
  readonly held: HeldRuns
  readonly processId: string
  readonly leaseMs: number
}

export function createRedisClaims({ connection, held, processId, leaseMs }: ClaimsOptions): RedisClaims {
  async function find(words: readonly Argument[]): Promise<RunRecord | null> {
    return toRecord(await connection.script('find', words))
  }

  /**
   * It may have been done although no answer came. Nothing is sent after that, so it is free again: at once, or, when this
   * does not get through either, when its lease is over.
   */
  function giveBack(runId: string): void {
    connection.script('release', [runId, processId]).catch(() => {})
  }

  return {
    async claim(claim) {
      const { runId, owner, key, bodyHash, facts, pictureToken } = claim
      const words = [runId, owner, key, bodyHash, facts, pictureToken, processId]
      const amounts = [toMicroUsd(claim.reserveUsd), leaseMs, ...toNumbers(claim.caps)]
      let claimed: Claimed
      try {
        claimed = toClaimed(await connection.script('claim', [...words, ...amounts]))
      } catch (error) {
        giveBack(runId)
        throw error
      }
      if (claimed.kind === 'new') held.hold(toHeld(claim))
      return claimed
    },

    async release(runId) {
      held.letGo(runId)
      await connection.script('release', [runId, ''])
    },

    async dispatch(runId) {
      const run = held.find({ runId })
      if (!run || run.isDispatched) return null
      // Before it is asked: of two that ask at once, one is first here too.
      run.isDispatched = true
      try {
        const isFirst = (await connection.script('dispatch', [runId, processId, leaseMs])) === 1
        if (isFirst) return run
      } catch (error) {
        held.letGo(runId)
        giveBack(runId)
        throw error
      }
      held.letGo(runId)
      run.controller.abort()
      return null
    },

    async cancel(name) {
      // One that is made here ends also when Redis cannot be reached.
      const run = held.find(name)
      run?.controller.abort()
      const [kind, id] = 'key' in name ? ['k', name.key] : ['r', name.runId]
      await connection.script('cancel', [name.owner, kind, id, tombstoneLifeMs])
    },

    async find(name) {
      const words = 'key' in name ? ['k', name.key, name.owner] : ['r', name.runId, name.owner]
      const run = await find(words)
      return run?.owner === name.owner ? run : null
    },

    findPictures: (runId) => find(['r', runId, '']),
  }
}

function toHeld({ runId, owner, key }: Claim): HeldRun {
  const log = createRunLog()
  // What everybody here has read lies in Redis.
  log.keepUnread()
  return {
    runId,
    owner,
    key,
    controller: new AbortController(),
    log,
    isDispatched: false,
    isBroken: false,
  }
}

/** In the order in which the script takes them; what is not bounded is more than can be counted. */
function toNumbers(caps: Caps): readonly number[] {
  const { maxLiveRuns, maxLiveRunsTotal, maxRunsPerMinute, maxRunsPerDay, maxUsdPerDay } = caps
  const counts = [maxLiveRuns, maxLiveRunsTotal, maxRunsPerMinute, maxRunsPerDay]
  return [...counts.map((count) => Math.min(count, Number.MAX_SAFE_INTEGER)), toMicroUsd(maxUsdPerDay)]
}

function toClaimed(reply: Reply): Claimed {
  const [kind, detail, at] = toList(reply)
  switch (toText(kind)) {
    case 'new':
      return { kind: 'new' }
    case 'cancelled':
      return { kind: 'cancelled' }
    case 'capped':
      return {
        kind: 'capped',
        cap: toText(detail) as keyof Caps,
        retryAt: typeof at === 'number' && at > 0 ? at : null,
      }
    default:
      return { kind: 'known', run: toRecord(detail ?? null) ?? notOurs() }
  }
}

function notOurs(): never {
  throw new StoreError('Redis answered a claim with something that is none of ours.')
}

/** A run as the scripts describe it, or null. */
export function toRecord(reply: Reply): RunRecord | null {
  const fields = toList(reply)
  if (fields.length === 0) return null
  const [runId = '', owner = '', key = '', bodyHash = '', facts = '', pictureToken = '', state = ''] = fields
    .slice(0, 7)
    .map(toText)
  return {
    runId,
    owner,
    key,
    bodyHash,
    facts,
    pictureToken,
    state: state as RunRecord['state'],
    hasLog: fields[7] === 1,
  }
}
