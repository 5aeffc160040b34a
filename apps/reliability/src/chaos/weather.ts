import type { Random } from '../random.ts'
import type { Trouble } from './network.ts'

/** What may go wrong between and around processes at the moment. */
export interface Weather {
  /** From now on nothing goes wrong any more: whoever wants to come to an end can. */
  calmDown(): void
  readonly isCalm: boolean
  /** What happens to one exchange. Pages are on worse lines than servers. */
  between(where: 'pages' | 'servers'): Trouble
  /** What the store does to one call. */
  atStore(): 'well' | 'slow' | 'away'
  setStore(state: 'well' | 'slow' | 'away' | 'flapping'): void
}

export function createWeather(random: Random): Weather {
  const badness = random.pick([0, 0.05, 0.15, 0.4])
  let isCalm = false
  let store: 'well' | 'slow' | 'away' | 'flapping' = 'well'

  /** Early bytes are where frames are short. */
  const atByte = (): number => random.pick([random.below(400), random.below(5_000), random.below(60_000)])

  return {
    get isCalm() {
      return isCalm
    },
    calmDown() {
      isCalm = true
      store = 'well'
    },
    between(where) {
      const latencyMs = random.pick(where === 'pages' ? [0, 1, 30, 300] : [0, 1, 5])
      const arrivesAnyway = random.chance(0.5)
      if (isCalm || !random.chance(badness)) return { latencyMs, arrivesAnyway }
      const slow = where === 'pages' ? { bytesPerSecond: random.pick([1_000, 20_000]) } : {}
      return random.pick<Trouble>([
        { latencyMs: 3_000, arrivesAnyway },
        { latencyMs, request: 'refused' },
        { latencyMs, request: 'unsent' },
        { latencyMs, request: 'unanswered' },
        { latencyMs, answer: { atByte: atByte(), how: 'reset' } },
        { latencyMs, answer: { atByte: atByte(), how: 'reset' } },
        { latencyMs, answer: { atByte: atByte(), how: 'end' } },
        { latencyMs, answer: { atByte: atByte(), how: 'dark' } },
        { latencyMs, answer: { atByte: atByte(), how: 'pause' } },
        { latencyMs, ...slow },
      ])
    },
    atStore: () => (store === 'flapping' ? random.pick(['well', 'away']) : store),
    setStore: (state) => void (store = state),
  }
}
