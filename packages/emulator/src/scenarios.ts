import { answers } from './scenarios/answers.ts'
import { breaks } from './scenarios/breaks.ts'
import { connections } from './scenarios/connections.ts'
import { errors } from './scenarios/errors.ts'
import { framing } from './scenarios/framing.ts'
import { gateways } from './scenarios/gateways.ts'
import { pictures } from './scenarios/pictures.ts'
import { refusals } from './scenarios/refusals.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { usage } from './scenarios/usage.ts'

export type { Scenario } from './scenarios/scenario.ts'

/**
 * What can be asked for by name: in the `scenario` option, in the `x-emulator-scenario` header, or
 * as `[scenario: name]` in a prompt.
 */
export const scenarios: Readonly<Record<string, Scenario>> = {
  ...answers,
  ...refusals,
  ...errors,
  ...breaks,
  ...usage,
  ...pictures,
  ...gateways,
  ...framing,
  ...connections,
}
