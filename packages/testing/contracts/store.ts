import { randomId } from '@image-stream/core/relay'
import type {
  Caps,
  Claim,
  ClaimStore,
  LogEntry,
  MemoryStoreOptions,
  RunStore,
  RunWriter,
} from '@image-stream/server'
import { expect, onTestFinished } from 'vitest'

/** Claims without logs, as a test knows them. */
export interface ClaimsUnderTest {
  /** For the test's title. */
  readonly name: string
  /** Knows nothing yet. */
  readonly create: () => ClaimStore | Promise<ClaimStore>
}

/** A store, as a test knows it. */
export interface StoreUnderTest {
  /** For the test's title. */
  readonly name: string
  /** Knows nothing yet. The contract closes it. */
  readonly create: (options?: Omit<MemoryStoreOptions, 'maxBytes'>) => RunStore | Promise<RunStore>
}

/** A store for one test. */
export async function openStore(
  { create }: StoreUnderTest,
  options?: Parameters<StoreUnderTest['create']>[0],
): Promise<RunStore> {
  const store = await create(options)
  onTestFinished(() => store.close())
  return store
}

export const manyCaps: Caps = {
  maxLiveRuns: Infinity,
  maxLiveRunsTotal: Infinity,
  maxRunsPerMinute: Infinity,
  maxRunsPerDay: Infinity,
  maxUsdPerDay: Infinity,
}

/** Somebody's first wish, unless it is said otherwise. */
export function newClaim(
  given: Partial<Omit<Claim, 'caps'>> & { readonly caps?: Partial<Caps> } = {},
): Claim {
  const { caps, ...rest } = given
  return {
    runId: randomId(),
    owner: 'ann',
    key: randomId(),
    bodyHash: 'a hash',
    reserveUsd: 0.1,
    facts: '{"prompt":"A fox"}',
    pictureToken: randomId(),
    ...rest,
    caps: { ...manyCaps, ...caps },
  }
}

/** Claims and dispatches; both must succeed. */
export async function begin(store: ClaimStore, claim: Claim = newClaim()): Promise<RunWriter> {
  expect(await store.claim(claim)).toEqual({ kind: 'new' })
  return dispatch(store, claim.runId)
}

export async function dispatch(store: ClaimStore, runId: string): Promise<RunWriter> {
  const writer = await store.dispatch(runId)
  if (!writer) throw new Error('The run could not be dispatched.')
  return writer
}

export function textEntry(text: string): LogEntry {
  return { json: JSON.stringify({ type: 'text', text }), bytes: null }
}

/** Part of a picture: noise that is the same for the same seed. */
export function bytesEntry(seed: number, byteLength = 65_536): LogEntry {
  const bytes = new Uint8Array(byteLength)
  let state = seed * 2 + 1
  for (let index = 0; index < byteLength; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 24
  }
  return { json: JSON.stringify({ type: 'image-progress', index: 0, byteLength }), bytes }
}

export const lastEntry: LogEntry = { json: '{"type":"done"}', bytes: null }

/** Everything behind a position, to the end of the run. */
export async function readAll(
  store: RunStore,
  runId: string,
  after = 0,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly LogEntry[]> {
  const pages: LogEntry[] = []
  for await (const page of store.read(runId, after, signal)) pages.push(...page)
  return pages
}

/** Entries in a form that a test can compare, and print, without their megabytes. */
export function digestOf(entries: readonly LogEntry[]): readonly string[] {
  return entries.map(({ json, bytes }) =>
    bytes === null ? json : `${json} and ${bytes.byteLength} bytes, ${hashOf(bytes)}`,
  )
}

/** FNV-1a, in 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}
