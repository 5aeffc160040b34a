import { say, type Scenarios } from './scenario.ts'

/** Answers that say no, after a 200. */
export const refusals: Scenarios = {
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
  'blocked-reference': say(
    'Blocked for a reference',
    'The prompt is blocked for a picture that came with it: IMAGE_SAFETY as feedback, and no candidates.',
    { blockReason: 'IMAGE_SAFETY' },
  ),
  'blocked-other': say('Prompt blocked, no reason', 'OTHER as feedback.', { blockReason: 'OTHER' }),
  'blocked-word': say('Prompt on a list', 'BLOCKLIST as feedback.', { blockReason: 'BLOCKLIST' }),
  'blocked-by-armor': say('Blocked by Model Armor', "Vertex AI's own filter, with its message.", {
    flavour: 'vertex',
    blockReason: 'MODEL_ARMOR',
    blockReasonMessage: 'Blocked by Model Armor.',
  }),
  'blocked-jailbreak': say('Taken for a jailbreak', 'JAILBREAK as feedback, from Vertex AI.', {
    flavour: 'vertex',
    blockReason: 'JAILBREAK',
  }),
  'unspecified-block-reason': say(
    'An unspecified block reason',
    'The default value, which is no block, beside a good answer.',
    { blockReason: 'BLOCKED_REASON_UNSPECIFIED', images: 1 },
  ),
  'text-safety': say('Refused for safety', 'SAFETY with ratings.', { finishReason: 'SAFETY' }),
  'text-prohibited': say('Refused words', 'PROHIBITED_CONTENT.', { finishReason: 'PROHIBITED_CONTENT' }),
  'text-blocklist': say('A listed word', 'BLOCKLIST.', { finishReason: 'BLOCKLIST' }),
  'text-spii': say('Personal data', 'SPII.', { finishReason: 'SPII' }),
  language: say('A language it does not know', 'LANGUAGE.', { finishReason: 'LANGUAGE' }),
  'unspecified-finish-reason': say('An unspecified failure', 'The default value, with a sentence.', {
    finishReason: 'FINISH_REASON_UNSPECIFIED',
    finishMessage: 'Model failed to generate content due to internal error.',
  }),
  'malformed-function-call': say(
    'A malformed call',
    'MALFORMED_FUNCTION_CALL, of a tool that was not there.',
    {
      finishReason: 'MALFORMED_FUNCTION_CALL',
    },
  ),
  'unexpected-tool-call': say('An unexpected call', 'UNEXPECTED_TOOL_CALL.', {
    finishReason: 'UNEXPECTED_TOOL_CALL',
  }),
  'too-many-tool-calls': say('Too many calls', 'TOO_MANY_TOOL_CALLS.', {
    finishReason: 'TOO_MANY_TOOL_CALLS',
  }),
  'malformed-response': say('A malformed answer', 'MALFORMED_RESPONSE.', {
    finishReason: 'MALFORMED_RESPONSE',
  }),
  continuation: say('To be continued', 'CONTINUATION.', { finishReason: 'CONTINUATION' }),
}
