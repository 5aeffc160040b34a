import type { SubjectKind } from '../lexicon.ts'
import { book } from './book.ts'
import { BUILDINGS } from './buildings.ts'
import { fox } from './fox.ts'
import type { Subject } from './subject.ts'

const SUBJECTS: Partial<Record<SubjectKind, Subject>> = { book, fox, ...BUILDINGS }

export function subjectOf(kind: SubjectKind): Subject {
  return SUBJECTS[kind] ?? fox
}
