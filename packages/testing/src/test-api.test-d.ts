import { createTestApi, type HeldRun } from './index.ts'

const api = createTestApi()

api.next('blocked')
api.next({ error: 'quota', retryAt: 1_000 })
api.next({ error: 'blocked', subject: 'result' })
api.next({ scenario: 'drafts' })
export const held: HeldRun = api.next({ hold: true })
export const heldInPicture: HeldRun = api.next({ hold: 'picture' })

// Stands in for both kinds of `fetch`.
globalThis.fetch = api.fetch
export const answer: Promise<Response> = api.handler(new Request('http://localhost/api/images/runs'))

// @ts-expect-error no such code
api.next('blockd')
// @ts-expect-error no such code
api.next({ error: 'blockd' })
// @ts-expect-error a refusal has no time
api.next({ error: 'blocked', retryAt: 1_000 })
// @ts-expect-error only a run that is held can be released
api.next('blocked').release()
