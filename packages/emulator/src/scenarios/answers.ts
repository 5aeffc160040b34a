import { say, type Scenarios } from './scenario.ts'

/** Answers that go well, in all their shapes. */
export const answers: Scenarios = {
  plain: say('Plain', 'Thoughts if asked for, one picture, usage.', {}),
  drafts: say('Drafts', 'Two draft pictures marked as thoughts, then the final one.', {
    thoughtImages: 'marked',
  }),
  'drafts-unmarked': say(
    'Drafts without a mark',
    'Two signed drafts that look like results; the last picture is the final one.',
    { thoughtImages: 'unmarked' },
  ),
  'only-draft': say('Only a draft', 'The single picture is marked as a thought.', { thoughtImages: 'only' }),
  'text-and-images': say('Text and pictures', 'Text, picture, text, picture: in turns.', {
    text: 'interleaved',
    images: 2,
  }),
  'text-before': say('Text first', 'A sentence, then the picture.', { text: 'before' }),
  'text-after': say('Text last', 'The picture, then a sentence.', { text: 'after' }),
  'many-images': say('Three pictures', 'As many as fit into the output limit.', { images: 3 }),
  'ten-images': say('Ten pictures', 'More than the output limit allows.', { images: 10 }),
  'picture-first': say('Picture before thoughts', 'The picture comes before the thinking.', {
    order: 'picture-first',
    thoughts: 'always',
  }),
  'one-chunk': say('All parts in one chunk', 'Text and two pictures in one list of parts.', {
    text: 'interleaved',
    images: 2,
    grouping: 'together',
  }),
  'split-picture': say('A picture in two parts', 'Its bytes are spread over two inline parts.', {
    payload: 'split',
  }),
  'blank-chunk': say('A chunk without parts', 'Content with a role and nothing else, in the middle.', {
    blankChunk: 'role-only',
  }),
  'null-parts': say('Null parts', 'A chunk whose parts are null.', { blankChunk: 'null-parts' }),
  'empty-parts': say('Empty parts', 'A chunk whose parts are an empty list.', { blankChunk: 'empty-parts' }),
  'empty-content': say('Empty content', 'A chunk whose content is an empty object.', {
    blankChunk: 'empty-content',
  }),
  'no-content': say('No content', 'A chunk with a candidate that has no content.', {
    blankChunk: 'no-content',
  }),
  'signature-closer': say('Signature at the end', 'The finish reason comes with a signed empty text.', {
    closer: 'signature',
  }),
  'role-closer': say('Role at the end', 'The finish reason comes with a role and no parts.', {
    closer: 'role-only',
  }),
  'early-finish': say('Early finish', 'The finish reason comes with the first of two pictures.', {
    closer: 'early',
    images: 2,
  }),
  'no-finish-reason': say('No finish reason', 'Everything comes but the finish reason.', {
    closer: 'missing',
  }),
  vertex: say('Vertex', "Vertex AI's shape: role first, counts in the last chunk.", { flavour: 'vertex' }),
  anyfast: say('AnyFast', "The gateway's shape: compact JSON, counts in a chunk of their own.", {
    flavour: 'anyfast',
  }),
  slow: say('Slow', 'Twenty seconds to the first byte, a minute in all.', {
    pace: { firstByteMs: 20_000, thinkingMs: 20_000, pictureMs: 18_000, finishMs: 2_000 },
  }),
  'slow-picture': say('Slow picture', 'The event with the picture takes six seconds to arrive.', {
    pace: { firstByteMs: 200, thinkingMs: 800, pictureMs: 6_000, finishMs: 200 },
  }),
  searched: say('Searched', 'A chunk with what was found, and no parts, behind the picture.', {
    grounding: true,
  }),
}
