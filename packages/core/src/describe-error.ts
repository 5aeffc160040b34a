import type { ErrorCode, ImageStreamError } from './errors.ts'

/** A title and a sentence for a screen, in plain English. Use `error.code` as the key of your own translations. */
export function describeError(error: ImageStreamError): {
  readonly title: string
  readonly body: string
} {
  return { title: titleOf(error), body: bodyOf(error) }
}

function titleOf(error: ImageStreamError): string {
  if (error.code === 'blocked') return blockedTitles[error.subject]
  if (error.code === 'quota' && error.retryAt === null) return 'No more pictures for now.'
  if (error.code === 'quota') return 'Many are drawing just now.'
  if (error.code === 'invalid-input' && error.issues.every(({ field }) => field === 'file'))
    return 'This file cannot be opened.'
  if (error.code === 'truncated' && error.partial.images.length > 0) return 'The answer broke off.'
  return titles[error.code]
}

function bodyOf(error: ImageStreamError): string {
  switch (error.code) {
    case 'blocked':
      return error.subject === 'reference' ? 'Another picture may be accepted.' : error.message
    case 'invalid-input':
      return error.issues.map((issue) => issue.message).join(' ')
    case 'no-image':
      return error.partial.text ? `It answered in words: “${error.partial.text.trim()}”` : error.message
    case 'truncated':
      return error.partial.images.length > 0
        ? 'The connection closed before the end was confirmed. The picture that came is kept.'
        : error.message
    default:
      return error.message
  }
}

const blockedTitles = {
  prompt: 'The model declined this prompt.',
  reference: 'One of your pictures cannot be used.',
  result: 'Drawn, then held back.',
} as const

/** Apart from the errors themselves, so that a page with words of its own does not load these. */
const titles: Readonly<Record<ErrorCode, string>> = {
  'invalid-input': 'This cannot be drawn as asked.',
  unauthorized: 'Sign in to draw.',
  misconfigured: 'Pictures are off right now.',
  quota: 'Many are drawing just now.',
  'rate-limit': 'You have drawn your share for now.',
  overloaded: 'The model is busy.',
  blocked: 'The model declined this prompt.',
  'no-image': 'The answer holds no picture.',
  truncated: 'The picture did not arrive whole.',
  stalled: 'No sign of it for a while.',
  timeout: 'It took too long.',
  network: 'The connection was lost.',
  lost: 'The server lost this run.',
  'too-large': 'That is too large.',
  expired: 'This is too old to continue.',
  protocol: 'Something broke on the way.',
  'bad-image': 'The picture is damaged.',
  upstream: 'The image service had a fault.',
  relay: 'The server refused this.',
}
