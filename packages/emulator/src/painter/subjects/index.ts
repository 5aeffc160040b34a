import type { SubjectKind } from '../lexicon.ts'
import { ANIMALS } from './animals.ts'
import { BIRDS } from './birds.ts'
import { book } from './book.ts'
import { BUILDINGS } from './buildings.ts'
import { fox } from './fox.ts'
import { GROWING } from './growing.ts'
import { PEOPLE } from './people.ts'
import { ROBOTS } from './robot.ts'
import type { Repertoire, Subject } from './subject.ts'
import { SWIMMERS } from './swimmers.ts'
import { TABLEWARE } from './tableware.ts'
import { VEHICLES } from './vehicles.ts'
import { VESSELS } from './vessels.ts'

const REPERTOIRE: Repertoire = {
  fox,
  book,
  ...ANIMALS,
  ...BIRDS,
  ...SWIMMERS,
  ...PEOPLE,
  ...ROBOTS,
  ...VESSELS,
  ...VEHICLES,
  ...BUILDINGS,
  ...GROWING,
  ...TABLEWARE,
}

export function subjectOf(kind: SubjectKind): Subject {
  const subject = REPERTOIRE[kind]
  if (!subject) throw new Error(`The painter has no "${kind}" yet.`)
  return subject
}
