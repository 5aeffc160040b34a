import { expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { scenarios } from '../scenarios.ts'
import { switchProblems } from '../switch-rules.ts'
import { ask, QUICK, type Answered } from '../test-client.ts'

const emulator = createEmulator(QUICK)

/** How the chunks of an answer go on the wire, thoughts folded: a star is a signature. */
function outline({ chunks, status }: Answered): string {
  const names = chunks.map((chunk) => {
    if (chunk.error !== undefined) return `error ${chunk.error.code}`
    if (chunk.promptFeedback?.blockReason && chunk.candidates === undefined) return 'block'
    const candidate = chunk.candidates?.[0]
    if (candidate === undefined) return 'usage'
    const parts = (candidate.content?.parts ?? []).map((part) => {
      if (part.inlineData !== undefined) {
        return (part.thought ? 'draft' : 'picture') + (part.thoughtSignature === undefined ? '' : '*')
      }
      if (part.thought) return 'thought'
      return (part.text === '' ? 'empty' : 'text') + (part.thoughtSignature === undefined ? '' : '*')
    })
    const finish = candidate.finishReason === undefined ? '' : ` ${candidate.finishReason}`
    return (parts.length === 0 ? 'nothing' : parts.join('+')) + finish
  })
  const folded = names.filter((name, index) => name !== 'thought' || names[index - 1] !== 'thought')
  return [status, ...folded].join(' | ')
}

/** What is sent, and the scenarios that send it and end by themselves. */
const outlines: Readonly<Record<string, readonly string[]>> = {
  '200 | thought | picture* | empty STOP': [
    'plain',
    'vertex',
    'blocked-late',
    'default-block-reason',
    'unspecified-block-reason',
    'cut-after-finish',
    'usage-missing',
    'usage-shrinking',
    'usage-negative',
    'usage-as-string',
    'usage-in-the-middle',
    'usage-at-the-end',
    'wrong-media-type',
    'svg-as-png',
    'html-as-png',
    'truncated-base64',
    'bad-base64',
    'bad-padding',
    'url-safe-base64',
    'white-space-in-base64',
    'escaped-base64',
    'empty-picture',
    'picture-url',
    'png-named-webp',
    'pdf-as-png',
    'zip-as-png',
    'svg-declared',
    'no-content-credentials',
    'long-content-credentials',
    'proxy-noise',
    'wrong-content-type',
    'byte-order-mark',
    'single-newline',
    'no-last-blank-line',
    'line-feeds',
    'carriage-returns',
    'mixed-line-endings',
    'two-byte-order-marks',
    'byte-order-mark-inside',
    'prime-comment',
    'unknown-fields',
    'small-pieces',
    'one-piece',
  ],
  '200 | thought | draft | draft | picture* | empty STOP': ['drafts'],
  '200 | thought | picture* | picture* | picture* | empty STOP': ['drafts-unmarked', 'many-images'],
  '200 | thought | draft | empty STOP': ['only-draft'],
  '200 | thought | text* | picture* | text | picture* | empty STOP': ['text-and-images'],
  '200 | thought | text* | picture* | empty STOP': ['text-before'],
  '200 | thought | picture* | text* | empty STOP': ['text-after'],
  [`200 | thought${' | picture*'.repeat(10)} | empty STOP`]: ['ten-images'],
  '200 | picture* | thought | empty STOP': ['picture-first'],
  '200 | thought | text*+picture*+text+picture* | empty STOP': ['one-chunk'],
  '200 | thought | picture+picture* | empty STOP': ['split-picture'],
  '200 | thought | nothing | picture* | empty STOP': [
    'blank-chunk',
    'null-parts',
    'empty-parts',
    'empty-content',
    'no-content',
  ],
  '200 | thought | picture* | empty* STOP': ['signature-closer'],
  '200 | thought | picture* | nothing STOP': ['role-closer'],
  '200 | thought | picture* STOP | picture*': ['early-finish'],
  '200 | thought | picture*': ['no-finish-reason', 'cut-after-picture'],
  '200 | thought | picture* STOP | usage': ['anyfast'],
  '200 | thought | picture* | nothing | empty STOP': ['searched'],
  '200 | block': [
    'blocked-prompt',
    'blocked-safety',
    'blocked-reference',
    'blocked-other',
    'blocked-word',
    'blocked-by-armor',
    'blocked-jailbreak',
  ],
  '200 | thought | nothing IMAGE_SAFETY': ['blocked-image'],
  '200 | thought | nothing IMAGE_PROHIBITED_CONTENT': ['prohibited'],
  '200 | thought | nothing IMAGE_RECITATION': ['recitation'],
  '200 | thought | nothing RECITATION': ['text-recitation'],
  '200 | thought | nothing IMAGE_OTHER': ['image-other'],
  '200 | thought | nothing NO_IMAGE': ['no-image'],
  '200 | thought | empty STOP': ['stop-without-image'],
  '200 | thought | nothing MAX_TOKENS': ['max-tokens'],
  '200 | thought | picture* | empty MAX_TOKENS': ['max-tokens-with-image'],
  '200 | thought | nothing OTHER': ['other'],
  '200 | thought | picture* | empty FUTURE_REASON': ['unknown-finish-reason'],
  '200 | thought | nothing FUTURE_REASON': ['unknown-refusal'],
  '200 | thought | nothing SAFETY': ['text-safety'],
  '200 | thought | nothing PROHIBITED_CONTENT': ['text-prohibited'],
  '200 | thought | nothing BLOCKLIST': ['text-blocklist'],
  '200 | thought | nothing SPII': ['text-spii'],
  '200 | thought | nothing LANGUAGE': ['language'],
  '200 | thought | nothing FINISH_REASON_UNSPECIFIED': ['unspecified-finish-reason'],
  '200 | thought | nothing MALFORMED_FUNCTION_CALL': ['malformed-function-call'],
  '200 | thought | nothing UNEXPECTED_TOOL_CALL': ['unexpected-tool-call'],
  '200 | thought | nothing TOO_MANY_TOOL_CALLS': ['too-many-tool-calls'],
  '200 | thought | nothing MALFORMED_RESPONSE': ['malformed-response'],
  '200 | thought | nothing CONTINUATION': ['continuation'],
  '429': [
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
  '503': ['overloaded', 'flapping', 'http-503', 'page-503', 'text-503'],
  '500': ['internal', 'http-500', 'empty-500'],
  '504': ['deadline', 'http-504', 'page-504'],
  '400': [
    'bad-key',
    'region',
    'bad-image',
    'invalid-argument',
    'unknown-field',
    'request-too-large',
    'unsupported-type',
    'unsupported-file',
    'missing-signature',
    'missing-text-signature',
    'corrupted-signature',
    'invalid-signature',
    'http-400',
  ],
  '403': [
    'missing-key',
    'service-disabled',
    'referrer-blocked',
    'ip-blocked',
    'service-blocked',
    'missing-file',
    'http-403',
  ],
  '401': ['openai-error', 'http-401'],
  '404': ['unknown-model', 'http-404'],
  '499': ['cancelled', 'http-499'],
  '408': ['http-408'],
  '409': ['http-409'],
  '413': ['http-413'],
  '415': ['http-415'],
  '422': ['http-422'],
  '425': ['http-425'],
  '501': ['http-501'],
  '502': ['http-502', 'page-502'],
  '505': ['http-505'],
  '520': ['http-520'],
  '521': ['http-521'],
  '522': ['http-522'],
  '523': ['http-523'],
  '524': ['http-524', 'page-524'],
  '525': ['http-525'],
  '526': ['http-526'],
  '527': ['http-527'],
  '200': [
    'cut-before-anything',
    'html-page',
    'plain-text',
    'empty-body',
    'json-error-200',
    'single-json',
    'json-array',
  ],
  '200 | thought': ['cut-while-thinking', 'raw-error-tail'],
  '200 | thought | error 503': ['framed-error'],
  '200 | thought | picture* | error 500': ['error-after-picture'],
  '200 | error 503': ['error-at-start'],
  '200 | thought | error 500': ['split-error'],
  '200 | thought | picture* | empty STOP | usage': ['usage-separate', 'usage-twice'],
  '204': ['no-content-status'],
  '302': ['redirect'],
  '304': ['not-modified'],
  '301': ['redirect-301'],
  '303': ['redirect-303'],
  '307': ['redirect-307', 'redirect-same-host', 'redirect-http'],
  '308': ['redirect-308'],
  '200 | thought | picture* | picture* | empty STOP | empty STOP': ['doubled-events'],
  '200 | empty STOP | picture* | thought': ['reversed-events'],
}

const cases = Object.entries(outlines).flatMap(([sent, names]) => names.map((name) => [name, sent] as const))

test.each(cases)('%s sends %s', async (scenario, sent) => {
  expect(outline(await ask(emulator, { scenario }))).toBe(sent)
})

/** Those that break off in an event, wait or are long: their switches are tested one by one, as those of a network are. */
const apart = [
  'cut-mid-picture',
  'reset-before-headers',
  'reset-at-start',
  'reset-while-thinking',
  'reset-mid-picture',
  'reset-after-picture',
  'reset-after-finish',
  'silence',
  'silence-before-headers',
  'silence-at-start',
  'silence-in-picture',
  'silence-after-picture',
  'silence-after-finish',
  'pauses',
  'endless-thinking',
  'slow',
  'slow-picture',
  'late-answer',
  'error-mid-picture',
  'raw-error-mid-picture',
  'partial-content',
  'empty-events',
  'long-line',
  'line-without-end',
  'empty-lines',
  'comment-flood',
]

test('every scenario is tested, has a sentence, and its options exist', () => {
  const overSocket = Object.keys(scenarios).filter((name) => scenarios[name]?.needs === 'socket')
  expect(Object.keys(scenarios).toSorted()).toEqual(
    [...cases.map(([name]) => name), ...apart, ...overSocket].toSorted(),
  )
  expect(Object.values(scenarios).flatMap(({ options }) => switchProblems(options))).toEqual([])
  for (const { title, description } of Object.values(scenarios)) {
    expect(title).toMatch(/^[A-Z0-9]/)
    expect(description).toMatch(/^[A-Z0-9].*\.$/)
  }
})
