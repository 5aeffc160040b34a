import { withAnswer } from './answer.ts'
import { withFields, type Billed } from './errors.ts'
import { randomId } from './random-id.ts'
import type { RunState } from './run-state.ts'
import { spend } from './spending.ts'
import { addTurn, type Session, type Turn } from './turns.ts'

/** A run that has ended, and the session with what came of it. */
export interface Settled {
  readonly run: RunState
  readonly session: Session
}

interface HowSettled {
  readonly parent: Turn | null
  /** Where the session stood when the run was asked for. */
  readonly headBefore: Turn | null
  readonly billed: Billed
}

/**
 * What a settled run does to the tree. A success is a turn and moves the head. A whole picture of a run that was cut or
 * stopped is a turn only: it is paid for, so it is there to be selected. A refused one is none.
 */
export function settleSession(
  before: Session,
  run: RunState,
  { parent, headBefore, billed }: HowSettled,
): Settled {
  const session = { ...before, spent: spend(before.spent, run.cost, billed) }
  if (run.images.length === 0 || run.error?.code === 'blocked') return { run, session }
  const turn = toTurn(run, parent)
  const grown = addTurn(session, turn)
  if (run.status === 'error') {
    const partial = { ...run.error.partial, turn }
    return {
      run: { ...run, error: withFields(run.error, { partial, advice: 'keep-partial' }) },
      session: grown,
    }
  }
  if (run.status !== 'success') return { run, session: grown }
  // A generation replaces whatever is shown; an edit only what was shown when it was asked, as the user may have moved on.
  const moves = parent === null || session.head === headBefore || session.head === null
  return { run, session: moves ? { ...grown, head: turn } : grown }
}

function toTurn(run: RunState, parent: Turn | null): Turn {
  const { input, images, text, thoughts, usage, cost, startedAt, answer, runId, saved } = run
  const turn = {
    id: runId ?? randomId(),
    parentId: parent?.id ?? null,
    prompt: input?.prompt ?? '',
    input,
    images,
    text,
    thoughts,
    usage,
    cost,
    createdAt: startedAt ?? 0,
    ...(saved?.data !== undefined && { data: saved.data }),
  }
  return withAnswer(turn, answer)
}
