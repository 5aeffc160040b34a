import { say, type Scenarios } from './scenario.ts'

/** Answers that break off, stall or fail in the middle. */
export const breaks: Scenarios = {
  'cut-before-anything': say('Cut at the start', 'Headers, then the end.', { cut: { at: 'start' } }),
  'cut-while-thinking': say('Cut while thinking', 'The body ends among the thoughts.', {
    cut: { at: 'thinking' },
    thoughts: 'always',
  }),
  'cut-mid-picture': say('Cut in the picture', 'The body ends in the middle of the picture.', {
    cut: { at: 'picture' },
  }),
  'cut-after-picture': say('Cut after the picture', 'The picture is whole; no finish reason came.', {
    cut: { at: 'after-picture' },
  }),
  'cut-after-finish': say('Cut after the finish', 'Only the usage is missing.', {
    usage: 'separate',
    cut: { at: 'after-finish' },
  }),
  'reset-before-headers': say('Reset before headers', 'The connection breaks after the request was read.', {
    cut: { at: 'headers', how: 'reset' },
  }),
  'reset-while-thinking': say('Reset while thinking', 'The connection breaks among the thoughts.', {
    cut: { at: 'thinking', how: 'reset' },
    thoughts: 'always',
  }),
  'reset-mid-picture': say('Reset in the picture', 'The connection breaks in the middle of the picture.', {
    cut: { at: 'picture', how: 'reset' },
  }),
  'reset-after-picture': say('Reset after the picture', 'The picture is whole; then the connection breaks.', {
    cut: { at: 'after-picture', how: 'reset' },
  }),
  'reset-after-finish': say('Reset after the finish', 'The answer is whole; then the connection breaks.', {
    usage: 'separate',
    cut: { at: 'after-finish', how: 'reset' },
  }),
  silence: say('Silence', 'Half of the thoughts, and then nothing.', {
    thoughts: 'always',
    silence: { at: 'thinking' },
  }),
  'silence-at-start': say('Silence from the start', 'Headers, and then nothing.', {
    silence: { at: 'start' },
  }),
  'silence-in-picture': say('Silence in the picture', 'Half of the picture, and then nothing.', {
    silence: { at: 'picture' },
  }),
  'silence-after-finish': say('Silence at the end', 'All is said, and the connection stays open.', {
    silence: { at: 'after-finish' },
  }),
  'framed-error': say('An error event', 'A 503 as an event, in the middle of a 200.', {
    thoughts: 'always',
    error: { name: 'overloaded', at: 'thinking' },
  }),
  'raw-error-tail': say('An error without framing', 'A 503 as bare JSON at the end of a 200.', {
    thoughts: 'always',
    error: { name: 'overloaded', at: 'thinking', as: 'raw' },
  }),
  'error-after-picture': say('An error after the picture', 'The picture is whole; then a 500 event.', {
    error: { name: 'internal', at: 'after-picture' },
  }),
  'endless-thinking': say('Endless thinking', 'A thought a second, for an hour.', { thoughts: 'endless' }),
  'reset-at-start': say('Reset at the start', 'Headers, and the connection breaks.', {
    cut: { at: 'start', how: 'reset' },
  }),
  'error-at-start': say('An error event first', 'A 503 as the first event of a 200.', {
    error: { name: 'overloaded', at: 'start' },
  }),
  'error-mid-picture': say(
    'An error in the picture',
    'The picture’s event breaks off, and a 503 event follows, as a gateway writes it that lost its upstream.',
    { error: { name: 'overloaded', at: 'mid-picture' } },
  ),
  'raw-error-mid-picture': say(
    'An unframed error in the picture',
    'The picture’s event breaks off, and a 503 follows as bare JSON.',
    { error: { name: 'overloaded', at: 'mid-picture', as: 'raw' } },
  ),
  'split-error': say(
    'An error event in pieces',
    'A 500 event among the thoughts, in twelve network pieces.',
    {
      thoughts: 'always',
      error: { name: 'internal', at: 'thinking', pieces: 12 },
    },
  ),
  'silence-before-headers': say('Silence before headers', 'The request is read, and then nothing.', {
    silence: { at: 'headers' },
  }),
  'silence-after-picture': say('Silence after the picture', 'The picture is whole, and then nothing.', {
    silence: { at: 'after-picture' },
  }),
  pauses: say('A pause', 'Ten seconds of silence in the middle of the picture, and then the rest.', {
    silence: { at: 'picture', ms: 10_000 },
  }),
  'late-answer': say('Deaf to Stop', 'In process: the answer goes on after its request was aborted.', {
    abort: 'ignored',
  }),
}
