import type { Switches } from './options.ts'

/** A named way for an answer to go. */
export interface Scenario {
  readonly title: string
  /** One sentence: what comes over the wire. */
  readonly description: string
  readonly options: Switches
}

/**
 * What can be asked for by name: in the `scenario` option, in the `x-emulator-scenario` header, or
 * as `[scenario: name]` in a prompt.
 */
export const scenarios: Readonly<Record<string, Scenario>> = {
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

  'blocked-prompt': say('Prompt blocked', 'Feedback on the prompt, and no candidates.', {
    blockReason: 'PROHIBITED_CONTENT',
  }),
  'blocked-safety': say('Prompt blocked for safety', 'The same with safety ratings.', {
    blockReason: 'SAFETY',
  }),
  'blocked-late': say('Blocked after the picture', 'The picture comes, then the block.', {
    blockReason: 'IMAGE_SAFETY',
    images: 1,
  }),
  'default-block-reason': say('A block reason that is none', 'An empty block reason beside a good answer.', {
    blockReason: '',
    images: 1,
  }),
  'blocked-image': say('Picture blocked', 'IMAGE_SAFETY with its message, and no content.', {
    finishReason: 'IMAGE_SAFETY',
  }),
  prohibited: say('Prohibited content', 'IMAGE_PROHIBITED_CONTENT with its message.', {
    finishReason: 'IMAGE_PROHIBITED_CONTENT',
  }),
  recitation: say('Too close to a source', 'IMAGE_RECITATION.', { finishReason: 'IMAGE_RECITATION' }),
  'text-recitation': say('Recitation', 'RECITATION with citations, and no content.', {
    finishReason: 'RECITATION',
  }),
  'image-other': say('Could not draw', 'IMAGE_OTHER with its message.', { finishReason: 'IMAGE_OTHER' }),
  'no-image': say('No picture', 'NO_IMAGE, without a word.', { finishReason: 'NO_IMAGE' }),
  'stop-without-image': say('Finished without a picture', 'STOP, billed, and nothing was drawn.', {
    images: 0,
  }),
  'max-tokens': say('Too long', 'MAX_TOKENS before there was a picture.', { finishReason: 'MAX_TOKENS' }),
  'max-tokens-with-image': say('Too long, with a picture', 'MAX_TOKENS after the picture.', {
    finishReason: 'MAX_TOKENS',
    images: 1,
  }),
  other: say('Internal refusal', 'OTHER: the model failed.', { finishReason: 'OTHER' }),
  'unknown-finish-reason': say('Unknown finish reason', 'A reason from the future, with a picture.', {
    finishReason: 'FUTURE_REASON',
    images: 1,
  }),
  'unknown-refusal': say('Unknown refusal', 'A reason from the future, without a picture.', {
    finishReason: 'FUTURE_REASON',
  }),

  'quota-minute': say('Quota of the minute', '429 with RetryInfo: come back soon.', {
    error: { name: 'quota-minute' },
  }),
  'quota-day': say('Quota of the day', '429 without RetryInfo.', { error: { name: 'quota-day' } }),
  'no-free-tier': say('No free tier', '429 with limit 0: waiting does not help.', {
    error: { name: 'no-free-tier' },
  }),
  overloaded: say('Overloaded', '503: high demand.', { error: { name: 'overloaded' } }),
  internal: say('Internal error', '500.', { error: { name: 'internal' } }),
  deadline: say('Deadline exceeded', '504.', { error: { name: 'deadline' } }),
  'bad-key': say('Bad key', '400 API_KEY_INVALID, not 401.', { error: { name: 'bad-key' } }),
  'missing-key': say('No key', '403 without details.', { error: { name: 'missing-key' } }),
  'service-disabled': say('API switched off', '403 SERVICE_DISABLED.', {
    error: { name: 'service-disabled' },
  }),
  region: say('Wrong country', '400 FAILED_PRECONDITION.', { error: { name: 'region' } }),
  'bad-image': say('Reference refused', '400: the picture that was sent cannot be read.', {
    error: { name: 'bad-image' },
  }),
  'openai-error': say('A gateway error', "OpenAI's shape: a text code and no status.", {
    flavour: 'anyfast',
    error: { name: 'bad-key' },
  }),

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
  'no-finish-reason': say('No finish reason', 'Everything comes but the finish reason.', {
    closer: 'missing',
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
  'endless-thinking': say('Endless thinking', 'A thought a second, for an hour.', { thoughts: 'endless' }),
  slow: say('Slow', 'Twenty seconds to the first byte, a minute in all.', {
    pace: { firstByteMs: 20_000, thinkingMs: 20_000, pictureMs: 18_000, finishMs: 2_000 },
  }),

  'usage-separate': say('Usage in its own chunk', 'The last chunk has no candidates.', { usage: 'separate' }),
  'usage-missing': say('No usage', 'No counts anywhere.', { usage: 'missing' }),
  'usage-shrinking': say('Shrinking usage', 'The last totals are smaller than those before.', {
    usage: 'shrinking',
  }),
  'usage-negative': say('Negative usage', 'Counts below zero.', { usage: 'negative' }),
  'usage-as-string': say('Usage as text', 'Counts in quotes.', { usage: 'as-string' }),

  'wrong-media-type': say('PNG named JPEG', 'The name is wrong, the picture is good.', {
    mediaType: 'image/png',
    declaredMediaType: 'image/jpeg',
  }),
  'svg-as-png': say('SVG named PNG', 'Active content under the name of a picture.', { picture: 'svg' }),
  'html-as-png': say('HTML named PNG', 'A page with a script under the name of a picture.', {
    picture: 'html',
  }),
  'truncated-base64': say('Half a picture', 'The base64 text stops half-way, with an odd length.', {
    payload: 'truncated',
  }),
  'bad-base64': say('A broken alphabet', 'One character that is not base64.', { payload: 'bad-alphabet' }),
  'bad-padding': say('Wrong padding', 'One = too many.', { payload: 'bad-padding' }),
  'url-safe-base64': say('URL-safe base64', 'The other alphabet.', { payload: 'url-safe' }),
  'white-space-in-base64': say('Base64 in lines', 'A line feed every 76 characters.', {
    payload: 'white-space',
  }),
  'escaped-base64': say('Escaped base64', 'JSON escapes for / and =; the picture is good.', {
    payload: 'escaped',
  }),
  'empty-picture': say('An empty picture', 'No bytes at all.', { payload: 'empty' }),
  'picture-url': say('An address for a picture', 'A URL where base64 should be.', { payload: 'url' }),

  'html-page': say('A page instead', '200 with HTML: a captive portal.', {
    response: {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!doctype html><html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>\n',
    },
  }),
  'plain-text': say('Text instead', '200 with a sentence.', {
    response: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'upstream connect error\n' },
  }),
  'empty-body': say('Nothing', '200 with an empty body.', {
    response: { status: 200, headers: { 'content-type': 'text/event-stream' } },
  }),
  'no-content-status': say('No content', '204.', { response: { status: 204 } }),
  redirect: say('A redirect', '302 to another host.', {
    response: { status: 302, headers: { location: 'https://login.example/' } },
  }),
  'json-array': say('A JSON array', 'The form that comes without alt=sse.', { format: 'json-array' }),
  'single-json': say('One JSON object', 'A gateway that does not stream.', { format: 'single-json' }),
  'json-error-200': say('An error with 200', 'An error object and a good status.', {
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"error":{"code":503,"message":"This model is currently experiencing high demand.","status":"UNAVAILABLE"}}\n',
    },
  }),
  'proxy-noise': say('Proxy noise', 'Comments between events, and [DONE] at the end.', { noise: 'both' }),
  gzip: say('Compressed', 'A gzip body.', { contentEncoding: 'gzip' }),
  'truncated-gzip': say('Compressed and cut', 'A gzip body without its end.', {
    contentEncoding: 'truncated-gzip',
  }),
  'gzip-bomb': say('A gzip bomb', '64 MiB of nothing before the answer, in 64 KiB.', {
    contentEncoding: 'gzip-bomb',
  }),
  mislabelled: say('Named gzip', 'A plain body under the name of gzip.', { contentEncoding: 'mislabelled' }),
  'byte-order-mark': say('A byte order mark', 'Before the first event.', { byteOrderMark: true }),
  'single-newline': say('No blank lines', 'Events end with one line feed.', { lineEnding: 'single-newline' }),
  'no-last-blank-line': say('Open end', 'The last event ends without a line ending.', {
    lastBlankLine: false,
  }),
  vertex: say('Vertex', "Vertex AI's shape: role first, counts in the last chunk.", { flavour: 'vertex' }),
  anyfast: say('AnyFast', "The gateway's shape: compact JSON, counts in a chunk of their own.", {
    flavour: 'anyfast',
  }),
}

function say(title: string, description: string, options: Switches): Scenario {
  return { title, description, options }
}
