import { say, type Scenarios } from './scenario.ts'

/** The same answer in other bytes. */
export const framing: Scenarios = {
  'json-array': say('A JSON array', 'The form that comes without alt=sse.', { format: 'json-array' }),
  'byte-order-mark': say('A byte order mark', 'Before the first event.', { byteOrderMark: true }),
  'single-newline': say('No blank lines', 'Events end with one line feed.', { lineEnding: 'single-newline' }),
  'no-last-blank-line': say('Open end', 'The last event ends without a line ending.', {
    lastBlankLine: false,
  }),
  'line-feeds': say('Line feeds', 'LF in place of CRLF.', { lineEnding: 'lf' }),
  'carriage-returns': say('Carriage returns', 'CR in place of CRLF.', { lineEnding: 'cr' }),
  'mixed-line-endings': say('Mixed line ends', 'CRLF, LF and CR in turns.', { lineEnding: 'mixed' }),
  'two-byte-order-marks': say('Two byte order marks', 'One more than may be passed over.', {
    byteOrderMark: 'twice',
  }),
  'byte-order-mark-inside': say('A byte order mark inside', 'Before the second event, which it spoils.', {
    byteOrderMark: 'middle',
  }),
  'prime-comment': say('A first comment', 'One to open the way, before the first event.', { noise: 'prime' }),
  'doubled-events': say('Doubled events', 'Each event comes twice.', { events: 'doubled' }),
  'reversed-events': say('Reversed events', 'The last event comes first.', { events: 'reversed' }),
  'empty-events': say('Empty events', 'An event without data and one without fields before each.', {
    events: 'with-empty',
  }),
  'unknown-fields': say(
    'Unknown fields',
    'Fields that nobody knows, in SSE and at every level of the JSON.',
    {
      events: 'with-unknown-fields',
    },
  ),
}
