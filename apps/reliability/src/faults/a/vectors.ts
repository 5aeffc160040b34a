import * as base64 from '../../../../../packages/core/src/base64.ts'
import { hostileJsonChecks } from '../../../../../packages/core/test/hostile-json.ts'
import { base64Checks } from '../../../../../packages/core/test/vectors/base64.ts'
import {
  eventStreamChecks,
  randomStreamCheck,
} from '../../../../../packages/core/test/vectors/event-streams.ts'
import { jsonChecks, randomJsonCheck } from '../../../../../packages/core/test/vectors/json.ts'
import type { Fault } from '../../fault.ts'

// The vectors are checked at every change by core's own tests, from the same place; here with other seeds, and beside
// what is made by chance. Without the shared folder only that is left.

const seeds = 2 ** 31

export const eventStreams: Fault = {
  id: 'A1',
  title: 'event streams of public vectors and by chance, cut in every way, say what the standard says',
  *cases({ random }) {
    for (const { checks } of eventStreamChecks({ seed: random.below(seeds), randomCuts: 200 })) yield* checks
    for (let round = 0; round < 100; round += 1) yield randomStreamCheck(random.below(seeds), 1_000)
  },
}

export const jsonTexts: Fault = {
  id: 'A11',
  title:
    'JSON of public vectors and by chance as an event’s data, cut in every way: as the engine parses it whole',
  *cases({ random }) {
    const plan = { seed: random.below(seeds), randomCuts: 100, everyCutUpTo: 400 }
    for (const { checks } of jsonChecks(plan)) yield* checks
    for (let round = 0; round < 100; round += 1) yield randomJsonCheck(random.below(seeds), 1_000)
  },
}

export const base64Texts: Fault = {
  id: 'A12',
  title: 'base64 of public vectors and our own, cut in every way: strict, and nothing lost at a cut',
  *cases({ random }) {
    for (const { checks } of base64Checks({ seed: random.below(seeds), randomCuts: 20 }, base64))
      yield* checks
  },
}

export const hostileJson: Fault = {
  id: 'A13',
  title: 'JSON that reaches for prototypes, depth and size: typed or passed over, and quick',
  *cases() {
    for (const check of hostileJsonChecks().checks) yield { ...check, isAlone: true }
  },
}
