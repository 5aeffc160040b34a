import { streamImage } from '@image-stream/core'
import { expect, test } from 'vitest'
import { standInForNuxtAndGoogle } from './nuxt-globals.ts'

test('the server route for Nuxt draws', async () => {
  standInForNuxtAndGoogle()
  const { default: handle } = await import('readme:server-api-images-[...].ts')
  const run = streamImage('A fox', { fetch: (request) => handle({ request }) })
  expect(await run.result).toMatchObject({ status: 'success' })
})

test('the configuration for Nuxt names the module', async () => {
  standInForNuxtAndGoogle()
  const { default: config } = await import('readme:nuxt.config.ts')
  expect(config.modules).toContain('@image-stream/vue/nuxt')
})
