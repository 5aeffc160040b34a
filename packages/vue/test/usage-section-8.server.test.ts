import { streamImage } from '@image-stream/core'
import { expect, test } from 'vitest'
import { standInForNuxtAndGoogle } from './nuxt-globals.ts'

test('the server route of section 8 draws for whoever is signed in, and for nobody else', async () => {
  const session = standInForNuxtAndGoogle()
  const { default: handle } = await import('usage:server-api-images-[...].ts')
  const draw = (): Promise<unknown> =>
    streamImage('A fox', { fetch: (request) => handle({ request }) }).result
  expect(await draw()).toMatchObject({ status: 'success' })
  session.user = undefined
  await expect(draw()).rejects.toMatchObject({ code: 'unauthorized' })
})
