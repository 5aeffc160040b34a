import type { MemorySpace } from './memory-space.ts'
import type { StoredTurn } from './run-store.ts'
import type { KeepingOptions } from './store-options.ts'

/** Turns that edits continue from, in memory: the one that was not used for longest goes first. */
export interface MemoryTurns {
  save(owner: string, runId: string, turn: StoredTurn): void
  load(owner: string, runId: string): StoredTurn | null
  forgetOld(): void
  erase(owner: string): void
  close(): void
}

export function createMemoryTurns(
  space: MemorySpace,
  { turnLifeMs }: Pick<Required<KeepingOptions>, 'turnLifeMs'>,
): MemoryTurns {
  // In the order in which they were last used.
  const turns = new Map<
    string,
    { readonly owner: string; readonly turn: StoredTurn; readonly usedAt: number }
  >()

  function keep(owner: string, runId: string, turn: StoredTurn): void {
    turns.delete(runId)
    turns.set(runId, { owner, turn, usedAt: Date.now() })
  }

  return {
    save(owner, runId, { json, blobs }) {
      const byteLength = json.length * 3 + blobs.reduce((sum, blob) => sum + blob.byteLength, 0)
      const name = nameOf(runId)
      space.letGo(name)
      // Where there is no room for it, its edit sends the picture again.
      if (!space.take(byteLength)) return
      space.hold(name, { byteLength, isInUse: () => false, giveUp: () => turns.delete(runId) })
      keep(owner, runId, { json, blobs: blobs.map((blob) => blob.slice()) })
    },
    load(owner, runId) {
      const found = turns.get(runId)
      if (found?.owner !== owner) return null
      keep(owner, runId, found.turn)
      space.touch(nameOf(runId))
      return found.turn
    },
    forgetOld() {
      const before = Date.now() - turnLifeMs
      for (const [runId, { usedAt }] of turns) {
        if (usedAt > before) return
        space.letGo(nameOf(runId))
      }
    },
    erase(owner) {
      for (const [runId, turn] of turns) if (turn.owner === owner) space.letGo(nameOf(runId))
    },
    close: () => turns.clear(),
  }
}

/** Runs have the same ids. */
function nameOf(runId: string): string {
  return `turn ${runId}`
}
