import assert from 'node:assert/strict'
import { isImageStreamError, type Billed, type RunResult } from '@image-stream/core'
import type { Page } from './page.ts'

/** One thing that a user has asked for: its prompt is like no other. */
export interface Intent {
  readonly prompt: string
  readonly owner: string
  readonly page: Page
  /** The pages that hold promises which are not settled, once for each. */
  readonly waiting: Page[]
  /** How many keys it may have: one for each time that it was asked anew. */
  allowed: number
  /** Its user does not want it any more, or has closed its page. */
  isAbandoned: boolean
  readonly outcomes: Outcome[]
}

export interface Outcome {
  readonly result: RunResult
  /** Of the run, as far as it was sent. */
  readonly key: string | null
}

/** What users have asked for, and what they were told. */
export interface Asks {
  readonly all: readonly Intent[]
  /** Runs that were said to be stopped, and whether that may have cost something. */
  readonly stops: readonly { readonly key: string; readonly billed: Billed }[]
  /** Keys of runs that nobody waits for any more. */
  readonly givenUp: Set<string>
  open(owner: string, page: Page): Intent
  find(prompt: string): Intent | null
  hear(intent: Intent, result: RunResult, key: string | null): void
  hearStop(key: string | null, billed: Billed): void
  abandon(prompt: string): void
  /** All that a page has asked for and was not told of. */
  abandonOf(page: Page): void
}

export function createAsks(note: (what: string) => void): Asks {
  const intents = new Map<string, Intent>()
  const stops: { readonly key: string; readonly billed: Billed }[] = []
  return {
    get all() {
      return [...intents.values()]
    },
    stops,
    givenUp: new Set(),
    open(owner, page) {
      const prompt = `Picture ${intents.size + 1}`
      const intent: Intent = {
        prompt,
        owner,
        page,
        waiting: [],
        allowed: 0,
        isAbandoned: false,
        outcomes: [],
      }
      intents.set(prompt, intent)
      return intent
    },
    find: (prompt) => intents.get(prompt) ?? null,
    hear(intent, result, key) {
      note(`${intent.prompt}: ${describe(result)}`)
      checkTyped(result)
      intent.outcomes.push({ result, key })
    },
    hearStop(key, billed) {
      if (key !== null) stops.push({ key, billed })
    },
    abandon(prompt) {
      const intent = intents.get(prompt)
      if (intent) intent.isAbandoned = true
    },
    abandonOf(page) {
      for (const intent of intents.values()) if (intent.waiting.includes(page)) intent.isAbandoned = true
    },
  }
}

function describe(result: RunResult): string {
  if (result.status !== 'error') return result.status
  const { code, billed, phase, message } = result.error
  return `${code}, billed ${billed}, ${phase}: ${message}`
}

/** @throws AssertionError, into nobody's hands, for what is no outcome that a user can be told. */
function checkTyped(result: RunResult): void {
  if (result.status === 'success') return assert.ok(result.images.length > 0, 'a success has a picture')
  if (result.status === 'stopped') return
  const { error } = result
  assert.ok(isImageStreamError(error), 'an error is typed')
  for (const field of [error.code, error.message, error.advice, error.phase, error.billed])
    assert.ok(typeof field === 'string' && field !== '', 'an error says all that it must')
}

/** Somebody still waits for how it ends. */
export function isOpen({ waiting }: Intent): boolean {
  return waiting.some(({ process }) => !process.isGone)
}
