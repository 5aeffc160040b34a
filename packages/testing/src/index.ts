export { createTestApi, type TestApi, type TestApiOptions, type TestLedger } from './test-api.ts'
export type { ErrorOutcome, HeldRun, HoldOutcome, Outcome, ScenarioOutcome } from './outcome.ts'
export { pictureEvents } from './picture-events.ts'
export { createScriptedTransport, type ScriptedRun, type ScriptedTransport } from './scripted-transport.ts'
