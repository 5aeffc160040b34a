import { createError, type ErrorCode, type ImageStreamError } from '@image-stream/core'

import preview from '../../.storybook/preview.tsx'
import { ProblemCard } from '../furniture/run-card.tsx'

import '../furniture/furniture.css'

const inAMoment = Date.now() + 34_000
const nothing = { thoughts: '', text: '', images: [], drafts: [] }

/** Every code, in each of its forms. */
const errors: Readonly<Record<ErrorCode, readonly ImageStreamError[]>> = {
  'invalid-input': [
    createError('invalid-input', {
      issues: [
        {
          field: 'imageSize',
          value: '2K',
          allowed: ['1K'],
          message: 'imageSize cannot be "2K". Allowed: 1K.',
        },
      ],
    }),
  ],
  unauthorized: [createError('unauthorized', {})],
  misconfigured: [
    createError('misconfigured', { reason: 'API_KEY_INVALID', runId: 'c0xrrhJ7mQ2vTzK4uWnY8a' }),
  ],
  quota: [createError('quota', { retryAt: inAMoment }), createError('quota', { retryAt: null })],
  'rate-limit': [createError('rate-limit', { retryAt: inAMoment })],
  overloaded: [createError('overloaded', { retryAt: null })],
  blocked: [
    createError('blocked', { subject: 'prompt', reason: 'PROHIBITED_CONTENT' }),
    createError('blocked', { subject: 'reference' }),
    createError('blocked', {
      subject: 'result',
      billed: 'no',
      reason: 'IMAGE_SAFETY',
      detail: 'Unable to show the generated image. Try rephrasing the prompt.',
    }),
  ],
  'no-image': [
    createError('no-image', {}),
    createError('no-image', {
      billed: 'yes',
      partial: { ...nothing, text: 'I can describe a fox for you, but I was not asked to draw one.' },
    }),
  ],
  truncated: [
    createError('truncated', {}),
    createError('truncated', { advice: 'keep-partial', partial: { ...nothing, turn: { id: 'kept' } } }),
  ],
  stalled: [createError('stalled', {})],
  timeout: [createError('timeout', {})],
  network: [createError('network', {})],
  lost: [createError('lost', {})],
  'too-large': [createError('too-large', {})],
  expired: [createError('expired', {})],
  protocol: [createError('protocol', {})],
  'bad-image': [createError('bad-image', {})],
  upstream: [createError('upstream', {})],
  relay: [createError('relay', {})],
}

function ignore(): void {}

function AllErrors() {
  return (
    <main className="studio error-grid">
      <h1 className="card-title">Every error, and what to do next</h1>
      {Object.values(errors)
        .flat()
        .map((error, index) => (
          <section key={index} aria-label={`${error.code} ${index + 1}`}>
            <p className="label figures">{error.code}</p>
            <ProblemCard
              error={error}
              retry={ignore}
              select={ignore}
              onEditPrompt={ignore}
              onChangeImage={ignore}
            />
          </section>
        ))}
    </main>
  )
}

const meta = preview.meta({ title: 'Playground/Errors', component: AllErrors })

export const Errors = meta.story()
