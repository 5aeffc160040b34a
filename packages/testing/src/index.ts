export { createTestApi, type TestApi, type TestApiOptions, type TestLedger } from './test-api.ts'
export type { ErrorOutcome, HeldRun, HoldOutcome, Outcome, ScenarioOutcome } from './outcome.ts'
