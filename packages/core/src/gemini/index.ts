export { gemini, type GeminiOptions } from './transport.ts'
export { type GeminiAuth } from './endpoint.ts'
