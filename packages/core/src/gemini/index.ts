export { gemini, type GeminiOptions } from './transport.ts'
export { createRetryBudget, type RetryBudget } from './retry.ts'
export type { GeminiAuth } from './endpoint.ts'
