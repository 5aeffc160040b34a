import type { Example } from '../furniture/draft.ts'

export const examples: readonly Example[] = [
  { prompt: 'A red fox asleep in the snow at dusk', ratio: '16:9' },
  { prompt: 'A lighthouse on a cliff, storm coming in', ratio: '3:4' },
  { prompt: 'A small boat on a quiet lake at sunrise', ratio: '3:2' },
]
