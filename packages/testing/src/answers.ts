import { createError, type ErrorCode, type ErrorInit, type ImageStreamError } from '@image-stream/core'
import { scenarios, type Switches } from '@image-stream/emulator'
import type { ErrorOutcome, HeldRun, HoldOutcome, Outcome } from './outcome.ts'

/** Who answers a run: the emulator, asked for it in this way, or the relay, which refuses it with an error. */
export type Answer = { readonly switches: Switches } | { readonly error: ImageStreamError }

/**
 * Errors that are the model's own, as scenarios of the emulator: what precedes them comes as well, and what they cost is
 * in the ledger. All others are the relay's, among them those that it reports only after it has tried again.
 */
const ofTheModel: Partial<Record<ErrorCode, string>> = {
  blocked: 'blocked-prompt',
  'no-image': 'no-image',
  truncated: 'cut-while-thinking',
  'bad-image': 'truncated-base64',
  upstream: 'internal',
}

/** @throws TypeError for a scenario that does not exist. */
export function answerOf(outcome: Outcome): Answer {
  if (outcome === 'success') return { switches: {} }
  if (typeof outcome === 'string') return answerOf({ error: outcome } as ErrorOutcome)
  if ('scenario' in outcome) return { switches: scenarioSwitches(outcome.scenario) }
  const { error: code, ...fields } = outcome
  const scenario = ofTheModel[code]
  return scenario !== undefined && Object.keys(fields).length === 0
    ? { switches: scenarioSwitches(scenario) }
    : { error: errorOf(code, fields) }
}

/** What an error of these codes cannot do without. */
const neededFields: { readonly [Code in ErrorCode]?: ErrorInit<Code> } = {
  'invalid-input': {
    issues: [{ field: 'prompt', value: '', allowed: [], message: 'The prompt is not accepted.' }],
  },
  quota: { retryAt: null },
  'rate-limit': { retryAt: null },
  overloaded: { retryAt: null },
  blocked: { subject: 'prompt' },
}

export function errorOf(code: ErrorCode, fields: object): ImageStreamError {
  // What the code needs is given or in the table, which no spread can tell the compiler.
  return createError(code, { ...neededFields[code], ...fields } as ErrorInit<ErrorCode>)
}

export function heldAnswer({ hold }: HoldOutcome): { readonly answer: Answer; readonly held: HeldRun } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const at = hold === true ? 'thinking' : hold
  return {
    answer: { switches: { thoughts: 'always', silence: { at, until: promise } } },
    held: { release: resolve },
  }
}

function scenarioSwitches(name: string): Switches {
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined
  if (scenario) return scenario.options
  throw new TypeError(`The emulator has no scenario "${name}". It has: ${Object.keys(scenarios).join(', ')}.`)
}
