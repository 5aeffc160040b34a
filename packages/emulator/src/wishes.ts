import { invalidArgument } from './errors.ts'
import type { Switches } from './options.ts'
import { scenarios } from './scenarios.ts'
import { switchProblems } from './switch-rules.ts'

/** What one request asks of the emulator itself. */
export interface Wishes {
  readonly switches: Switches
  /** The scenario's name, for the ledger. */
  readonly scenario: string | null
}

/** Headers first: `x-emulator-scenario`, and over it `x-emulator-options`. @throws ApiError 400 */
export function headerWishes(request: Request): Wishes {
  const scenario = request.headers.get('x-emulator-scenario')
  const json = request.headers.get('x-emulator-options')
  return {
    scenario,
    switches: {
      ...(scenario === null ? {} : scenarioSwitches(scenario)),
      ...(json === null ? {} : readOptions(json)),
    },
  }
}

const IN_PROMPT = /\[scenario:\s*([\w-]+)\s*\]\s*/i

/** A scenario named in the prompt, `[scenario: blocked-prompt]`, and the prompt without it. @throws ApiError 400 */
export function promptWishes(prompt: string): Wishes & { readonly prompt: string } {
  const scenario = IN_PROMPT.exec(prompt)?.[1]?.toLowerCase() ?? null
  if (scenario === null) return { prompt, scenario, switches: {} }
  return {
    prompt: prompt.replace(IN_PROMPT, '').trim(),
    scenario,
    switches: scenarioSwitches(scenario),
  }
}

function scenarioSwitches(name: string): Switches {
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined
  if (scenario === undefined) {
    const names = Object.keys(scenarios).join(', ')
    throw invalidArgument(`The emulator has no scenario "${name}". It has: ${names}.`)
  }
  return scenario.options
}

function readOptions(json: string): Switches {
  let options: unknown
  try {
    options = JSON.parse(json)
  } catch {
    // The parser's words add nothing to these.
    throw invalidArgument('The header x-emulator-options must be one JSON object.')
  }
  const problems = switchProblems(options)
  if (problems.length > 0) throw invalidArgument(`x-emulator-options: ${problems.join('\n')}`)
  return options as Switches
}
