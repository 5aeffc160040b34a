import { createImageStream, streamImage, type ErrorCode } from '@image-stream/core'
import { expect, test } from 'vitest'
import { createTestApi } from './index.ts'

test('draws', async () => {
  const api = createTestApi()
  const { image } = await streamImage('A fox', { fetch: api.fetch }).result
  expect(image.width).toBe(64)
  expect(api.ledger).toMatchObject({ paid: 1, aborted: 0, calls: [{ prompt: 'A fox' }] })
})

const codes = Object.keys({
  'invalid-input': 1, unauthorized: 1, misconfigured: 1, quota: 1, 'rate-limit': 1, overloaded: 1, blocked: 1,
  'no-image': 1, truncated: 1, stalled: 1, timeout: 1, network: 1, lost: 1, 'too-large': 1, expired: 1, protocol: 1,
  'bad-image': 1, upstream: 1, relay: 1,
} satisfies Record<ErrorCode, 1>) as ErrorCode[]
test.each(codes)('%s', async (code) => {
  const api = createTestApi()
  api.next(code)
  const stream = createImageStream({ fetch: api.fetch })
  const result = await stream.generate('A fox')
  expect(result).toMatchObject({ error: { code } })
  console.log(result.status === 'error' && [code, result.error.phase, result.error.billed, api.ledger.paid])
  expect(await stream.generate('B')).toMatchObject({ status: 'success' })
})
