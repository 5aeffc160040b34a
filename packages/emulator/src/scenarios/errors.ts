import { say, type Scenarios } from './scenario.ts'

/** Bare ones, from the API or from what stands before it. */
const STATUSES = [
  400, 401, 403, 404, 408, 409, 413, 415, 422, 425, 499, 500, 501, 502, 503, 504, 505, 520, 521, 522, 523,
  524, 525, 526, 527,
]

/** Errors in place of an answer. */
export const errors: Scenarios = {
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
  flapping: say('Flapping', '503 twice, and the third try with the same prompt goes well.', {
    error: { name: 'overloaded', times: 2 },
  }),
  'rate-limit': say('Rate limit', '429 in its older shape: ErrorInfo, and no RetryInfo.', {
    error: { name: 'rate-limit' },
  }),
  'retry-after-seconds': say('Retry in seconds', '429 with Retry-After in seconds, and nothing else.', {
    error: { name: 429, retryAfter: { inMs: 20_000 } },
  }),
  'retry-after-date': say('Retry at a date', '429 with Retry-After as the date of today’s form.', {
    error: { name: 429, retryAfter: { inMs: 20_000, as: 'imf-fixdate' } },
  }),
  'retry-after-rfc850': say('Retry at an old date', '429 with Retry-After as RFC 850 wrote dates.', {
    error: { name: 429, retryAfter: { inMs: 20_000, as: 'rfc850' } },
  }),
  'retry-after-asctime': say('Retry at a C date', '429 with Retry-After as C writes dates.', {
    error: { name: 429, retryAfter: { inMs: 20_000, as: 'asctime' } },
  }),
  'retry-after-years': say('Retry in a thousand years', '429 with more seconds than anyone waits.', {
    error: { name: 429, retryAfter: '99999999999' },
  }),
  'retry-after-nonsense': say('Retry soon', '429 with a Retry-After that is neither seconds nor a date.', {
    error: { name: 429, retryAfter: 'soon' },
  }),
  'retry-after-and-info': say('Two times to retry', '429 with Retry-After and, longer, RetryInfo.', {
    error: { name: 'quota-minute', retryAfter: '5', retryDelay: '20s' },
  }),
  'referrer-blocked': say('Wrong page', '403: the key is for other pages.', {
    error: { name: 'referrer-blocked' },
  }),
  'ip-blocked': say('Wrong address', '403: the key is for other addresses.', {
    error: { name: 'ip-blocked' },
  }),
  'service-blocked': say('Wrong API', '403: the key is for other APIs.', {
    error: { name: 'service-blocked' },
  }),
  'unknown-model': say('Unknown model', '404.', { error: { name: 'unknown-model' } }),
  cancelled: say('Cancelled', '499: the API says that the client had left.', {
    error: { name: 'cancelled' },
  }),
  'invalid-argument': say('Invalid, no reason', '400 without a word on what is wrong.', {
    error: { name: 'invalid-argument' },
  }),
  'unknown-field': say('Unknown field', '400 with the field in its details.', {
    error: { name: 'unknown-field' },
  }),
  'request-too-large': say('Request too large', '400: more than 20 MiB.', { error: { name: 'too-large' } }),
  'unsupported-type': say('A GIF', '400: a type of picture that is not read.', {
    error: { name: 'unsupported-type' },
  }),
  'unsupported-file': say('A file from elsewhere', '400: an address that is not read from.', {
    error: { name: 'unsupported-file' },
  }),
  'missing-file': say('A file that is gone', '403, as for another’s file.', {
    error: { name: 'missing-file' },
  }),
  'missing-signature': say('Missing signature', '400: a picture of the history came without its signature.', {
    error: { name: 'missing-signature' },
  }),
  'missing-text-signature': say('Missing signature of a text', '400: the same for the text before it.', {
    error: { name: 'missing-text-signature' },
  }),
  'corrupted-signature': say('Changed signature', '400: a signature came back changed.', {
    error: { name: 'corrupted-signature' },
  }),
  'invalid-signature': say('Foreign signature', '400: a signature that was never issued.', {
    error: { name: 'invalid-signature' },
  }),
  ...Object.fromEntries(
    STATUSES.map((status) => [
      `http-${status}`,
      say(`HTTP ${status}`, 'That status, in the envelope of the API.', { error: { name: status } }),
    ]),
  ),
}
