import { useCallback, useState } from 'react'

import { emptyDraft, type ChangeDraft, type Draft } from './draft.ts'

/** The draft, a way to change parts of it, and one to add pictures to it. */
export function useDraft(
  initial?: Partial<Draft>,
): readonly [Draft, ChangeDraft, (files: Iterable<File>) => void] {
  const [draft, setDraft] = useState({ ...emptyDraft, ...initial })
  const change = useCallback((part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })), [])
  const addPictures = useCallback(
    (files: Iterable<File>) =>
      setDraft((before) => ({ ...before, pictures: [...before.pictures, ...files] })),
    [],
  )
  return [draft, change, addPictures]
}
