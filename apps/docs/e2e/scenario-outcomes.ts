/** How a scenario may end: a picture or the code of an error, and whether it is billed. */
type Outcomes = readonly string[]

/**
 * How each scenario of the emulator must end when it is asked for once, by what its wire means. Where there are two, what
 * was read before the end decides.
 */
const table: readonly (readonly [outcomes: Outcomes, scenarios: readonly string[]])[] = [
  // Whatever a picture comes with, the last one that is no thought is the answer; an only thought is.
  [
    ['picture yes'],
    [
      'plain',
      'drafts',
      'only-draft',
      'text-before',
      'text-after',
      'searched',
      'picture-first',
      'late-answer',
    ],
  ],
  [['2 pictures yes'], ['text-and-images', 'one-chunk', 'early-finish']],
  [['3 pictures yes'], ['drafts-unmarked', 'many-images']],
  [['10 pictures yes'], ['ten-images']],
  // Chunks that say nothing are passed over.
  [
    ['picture yes'],
    [
      'blank-chunk',
      'null-parts',
      'empty-parts',
      'empty-content',
      'no-content',
      'signature-closer',
      'role-closer',
    ],
  ],
  // Time is no fault, as long as something comes; what never ends is given a few seconds.
  [['picture yes'], ['slow', 'slow-picture', 'pauses']],
  [['timeout maybe'], ['endless-thinking']],
  [
    ['stalled maybe'],
    ['silence', 'silence-at-start', 'silence-in-picture', 'silence-before-headers', 'silence-after-picture'],
  ],
  // Whole: a finish reason, and every picture complete. What stays open behind that is taken as ended.
  [['picture yes'], ['silence-after-finish', 'cut-after-finish']],
  // A connection that is reset also loses what had arrived and was not read yet.
  [['picture yes', 'network maybe'], ['reset-after-finish']],
  // Not whole: cut, or broken off.
  [['truncated maybe'], ['cut-while-thinking', 'cut-mid-picture', 'cut-after-picture', 'no-finish-reason']],
  [
    ['truncated maybe', 'protocol maybe'],
    ['cut-before-anything', 'empty-body'],
  ],
  [
    ['network maybe'],
    [
      'reset-before-headers',
      'reset-at-start',
      'reset-while-thinking',
      'reset-mid-picture',
      'reset-after-picture',
    ],
  ],
  // Feedback on the prompt blocks, also when a picture came; a default value does not.
  [
    ['blocked maybe'],
    [
      'blocked-prompt',
      'blocked-safety',
      'blocked-reference',
      'blocked-other',
      'blocked-word',
      'blocked-by-armor',
      'blocked-jailbreak',
    ],
  ],
  [['blocked yes'], ['blocked-late']],
  [['picture yes'], ['default-block-reason', 'unspecified-block-reason']],
  // Finish reasons that refuse. Some say that nothing is charged; others bring their count.
  [['blocked no'], ['blocked-image', 'prohibited']],
  [
    ['blocked yes'],
    ['recitation', 'text-recitation', 'text-safety', 'text-prohibited', 'text-blocklist', 'text-spii'],
  ],
  // Other finish reasons: what counts is whether there is a picture.
  [['picture yes'], ['max-tokens-with-image', 'unknown-finish-reason']],
  [['no-image no'], ['image-other']],
  [['no-image maybe'], ['no-image']],
  [
    ['no-image yes'],
    [
      'stop-without-image',
      'max-tokens',
      'other',
      'unknown-refusal',
      'language',
      'unspecified-finish-reason',
      'malformed-function-call',
      'unexpected-tool-call',
      'too-many-tool-calls',
      'malformed-response',
      'continuation',
    ],
  ],
  // Errors in place of an answer. A refusal is free, a failure of the server may not be.
  [
    ['quota no'],
    [
      'quota-minute',
      'quota-day',
      'no-free-tier',
      'rate-limit',
      'retry-after-seconds',
      'retry-after-date',
      'retry-after-rfc850',
      'retry-after-asctime',
      'retry-after-years',
      'retry-after-nonsense',
      'retry-after-and-info',
    ],
  ],
  [['overloaded no'], ['overloaded', 'flapping', 'http-503']],
  [
    ['misconfigured no'],
    [
      'bad-key',
      'missing-key',
      'service-disabled',
      'region',
      'openai-error',
      'referrer-blocked',
      'ip-blocked',
      'service-blocked',
      'unknown-model',
      'missing-file',
      'http-401',
      'http-403',
      'http-404',
    ],
  ],
  [
    ['invalid-input no'],
    ['bad-image', 'invalid-argument', 'unknown-field', 'unsupported-type', 'unsupported-file', 'http-400'],
  ],
  [['too-large no'], ['request-too-large', 'http-413']],
  [
    ['expired no'],
    ['missing-signature', 'missing-text-signature', 'corrupted-signature', 'invalid-signature'],
  ],
  [['upstream no'], ['http-409', 'http-415', 'http-422', 'http-425']],
  [
    ['upstream maybe'],
    [
      'internal',
      'deadline',
      'cancelled',
      'http-408',
      'http-499',
      'http-500',
      'http-501',
      'http-502',
      'http-504',
      'http-505',
      'http-520',
      'http-521',
      'http-522',
      'http-523',
      'http-524',
      'http-525',
      'http-526',
      'http-527',
    ],
  ],
  // The same from a gateway, which does not know whether the API had begun.
  [['upstream maybe'], ['page-502', 'page-504', 'page-524', 'empty-500']],
  [['overloaded maybe'], ['page-503', 'text-503']],
  // Errors behind a good status: the run had begun.
  [
    ['overloaded maybe'],
    [
      'framed-error',
      'raw-error-tail',
      'error-at-start',
      'error-mid-picture',
      'raw-error-mid-picture',
      'json-error-200',
    ],
  ],
  [['upstream maybe'], ['error-after-picture', 'split-error']],
  // Answers of somebody else's.
  [
    ['protocol maybe'],
    ['html-page', 'plain-text', 'no-content-status', 'partial-content', 'not-modified', 'unlabelled-gzip'],
  ],
  // A redirect would carry the key away.
  [
    ['misconfigured no'],
    [
      'redirect',
      'redirect-301',
      'redirect-303',
      'redirect-307',
      'redirect-308',
      'redirect-same-host',
      'redirect-http',
    ],
  ],
  // The same answer in other bytes. A spoilt first event costs a thought; a doubled one doubles its picture.
  [
    ['picture yes'],
    [
      'vertex',
      'anyfast',
      'json-array',
      'single-json',
      'wrong-content-type',
      'proxy-noise',
      'prime-comment',
      'byte-order-mark',
      'two-byte-order-marks',
      'byte-order-mark-inside',
      'single-newline',
      'no-last-blank-line',
      'line-feeds',
      'carriage-returns',
      'mixed-line-endings',
      'reversed-events',
      'empty-events',
      'unknown-fields',
      'small-pieces',
      'one-piece',
      'gzip',
      'deflate',
      'brotli',
      'zstd',
    ],
  ],
  [['2 pictures yes'], ['doubled-events']],
  // Floods: passed over where they mean nothing, refused where they would have to be kept.
  [['picture yes'], ['gzip-bomb', 'brotli-bomb', 'empty-lines', 'comment-flood']],
  [['too-large maybe'], ['long-line']],
  [['truncated maybe', 'too-large maybe'], ['line-without-end']],
  // Broken transport. An end that only comes too early is no matter behind a whole answer.
  [['truncated maybe'], ['truncated-gzip', 'truncated-brotli', 'length-too-short']],
  [['network maybe'], ['mislabelled', 'bad-chunk-size', 'huge-header', 'http-09']],
  [['picture yes'], ['length-too-long']],
  // Pictures: their bytes say what they are.
  [
    ['picture yes'],
    [
      'wrong-media-type',
      'png-named-webp',
      'escaped-base64',
      'no-content-credentials',
      'long-content-credentials',
    ],
  ],
  [
    ['bad-image maybe'],
    [
      'split-picture',
      'svg-as-png',
      'html-as-png',
      'pdf-as-png',
      'zip-as-png',
      'svg-declared',
      'truncated-base64',
      'bad-base64',
      'bad-padding',
      'url-safe-base64',
      'white-space-in-base64',
      'empty-picture',
      'picture-url',
    ],
  ],
  // Counts cost no picture.
  [
    ['picture yes'],
    [
      'usage-separate',
      'usage-missing',
      'usage-shrinking',
      'usage-negative',
      'usage-as-string',
      'usage-in-the-middle',
      'usage-twice',
      'usage-at-the-end',
    ],
  ],
]

/** The same by name. */
export const scenarioOutcomes: ReadonlyMap<string, Outcomes> = new Map(
  table.flatMap(([outcomes, names]) => names.map((name) => [name, outcomes] as const)),
)
