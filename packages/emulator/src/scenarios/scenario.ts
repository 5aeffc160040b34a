import type { Switches } from '../options.ts'

/** A named way for an answer to go. */
export interface Scenario {
  readonly title: string
  /** One sentence: what comes over the wire. */
  readonly description: string
  readonly options: Switches
  /**
   * `socket`: only a client of a network meets it as described, as it is HTTP that is compressed or
   * broken; in process, the bytes are compressed, or the request is refused.
   */
  readonly needs?: 'socket'
}

export type Scenarios = Readonly<Record<string, Scenario>>

export function say(title: string, description: string, options: Switches): Scenario {
  return { title, description, options }
}

export function sayOverSocket(title: string, description: string, options: Switches): Scenario {
  return { title, description, options, needs: 'socket' }
}
