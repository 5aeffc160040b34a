import { describeError } from '@image-stream/core'

import { count, dollars, fileSize } from '../furniture/words.ts'
import type { Books } from './ledger.ts'
import type { Outcome } from './outcome.ts'

/** All that a program learns of a play, and what the emulator says it cost. */
export function OutcomeList({ outcome }: { readonly outcome: Outcome | null }) {
  return (
    // It scrolls where there is little room, so that the keyboard must reach it.
    <section className="outcome" aria-labelledby="outcome-title" tabIndex={0}>
      <h2 id="outcome-title" className="label">
        Outcome
      </h2>
      {outcome ? (
        <dl>
          {linesOf(outcome).map(({ name, value, isLong }) => (
            <div key={name} className="outcome-line" data-long={isLong}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="nothing">How it ended, what to do next, and what it cost.</p>
      )}
    </section>
  )
}

interface Line {
  readonly name: string
  readonly value: string | false | null | undefined
  /** Sentences take the whole width. */
  readonly isLong?: boolean
}

function linesOf(outcome: Outcome): readonly Line[] {
  const { status, error, finishReason, warnings, books, cost } = outcome
  const words = error && describeError(error)
  const lines: readonly Line[] = [
    { name: 'status', value: status },
    { name: 'code', value: error ? error.code : !outcome.isTyped && 'none: the error is not typed' },
    { name: 'advice', value: error?.advice },
    { name: 'billed', value: error?.billed },
    { name: 'phase', value: error?.phase },
    { name: 'finish reason', value: finishReason },
    { name: 'reason', value: error?.reason !== finishReason && error?.reason },
    { name: 'HTTP status', value: error?.httpStatus !== undefined && String(error.httpStatus) },
    { name: 'pictures', value: picturesOf(outcome) },
    { name: 'tokens', value: tokensOf(outcome) },
    { name: 'cost', value: cost && dollars(cost.usd) },
    { name: 'on screen', value: words && `${words.title} ${words.body}`, isLong: true },
    { name: 'API said', value: error?.detail, isLong: true },
    { name: 'warnings', value: warnings.map(({ message }) => message).join(' '), isLong: true },
    { name: 'emulator', value: books && ledgerWords(books), isLong: true },
  ]
  return lines.filter(({ value }) => Boolean(value))
}

function picturesOf({ pictures, drafts, error }: Outcome): string | null {
  if (error && pictures + drafts === 0) return null
  const kept = error ? `${pictures} kept` : String(pictures)
  return drafts > 0 ? `${kept}, ${drafts} ${drafts === 1 ? 'draft' : 'drafts'}` : kept
}

function tokensOf({ usage }: Outcome): string | null {
  if (!usage) return null
  const { totalTokens, imageTokens } = usage
  return [
    totalTokens !== null && count(totalTokens),
    imageTokens !== null && `of them ${count(imageTokens)} for pictures`,
  ]
    .filter(Boolean)
    .join(', ')
}

const endings: Readonly<Record<string, string>> = {
  completed: 'sent whole',
  cut: 'broken off',
  closed: 'left by its reader',
}

function ledgerWords({ paid, ending, sentBytes }: Books): string {
  const calls = paid === 0 ? 'Nothing to pay' : `${paid} paid ${paid === 1 ? 'call' : 'calls'}`
  return `${calls}; ${fileSize(sentBytes)}, ${endings[ending] ?? ending}.`
}
