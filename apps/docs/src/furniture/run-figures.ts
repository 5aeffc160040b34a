import type { Cost, Snapshot, Usage } from '@image-stream/core'

/** False when an older turn is shown than what the last run came to: its figures would be about another picture. */
export function showsRun({ status, head, startedAt }: Snapshot): boolean {
  return status !== 'success' || head.createdAt === startedAt
}

export interface RunFigures {
  readonly runId: string | null
  readonly usage: Usage | null
  readonly cost: Cost | null
}

/** What was used: by the last run, or by the one that drew the older turn that is shown. */
export function figuresOf(snapshot: Snapshot): RunFigures {
  const { usage, cost } = showsRun(snapshot) || !snapshot.head ? snapshot : snapshot.head
  return { runId: showsRun(snapshot) ? snapshot.runId : null, usage, cost }
}

/** Tokens counted by kind; what the API did not count is left out. */
export function tokensByKind({
  promptTokens,
  thoughtTokens,
  outputTokens,
  imageTokens,
}: Usage): readonly (readonly [kind: string, tokens: number])[] {
  const otherTokens = outputTokens === null ? null : outputTokens - (imageTokens ?? 0)
  const kinds = [
    ['prompt', promptTokens],
    ['thinking', thoughtTokens],
    ['picture', imageTokens],
    ['text', otherTokens || null],
  ] as const
  return kinds.flatMap(([kind, tokens]) => (tokens === null ? [] : [[kind, tokens]]))
}
