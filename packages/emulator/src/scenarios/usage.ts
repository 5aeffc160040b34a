import { say, type Scenarios } from './scenario.ts'

/** Token counts that are not as they should be. */
export const usage: Scenarios = {
  'usage-separate': say('Usage in its own chunk', 'The last chunk has no candidates.', { usage: 'separate' }),
  'usage-missing': say('No usage', 'No counts anywhere.', { usage: 'missing' }),
  'usage-shrinking': say('Shrinking usage', 'The last totals are smaller than those before.', {
    usage: 'shrinking',
  }),
  'usage-negative': say('Negative usage', 'Counts below zero.', { usage: 'negative' }),
  'usage-as-string': say('Usage as text', 'Counts in quotes.', { usage: 'as-string' }),
  'usage-in-the-middle': say('Usage in the middle', 'Counts with the picture, and none at the end.', {
    usage: 'middle',
  }),
  'usage-twice': say('Usage twice', 'The same counts at the finish and in a chunk of their own.', {
    usage: 'twice',
  }),
  'usage-at-the-end': say('Usage at the end', 'Counts in the last chunk alone, as Vertex AI does.', {
    usage: 'last',
  }),
}
