import { createTestApi, type TestApi } from '@image-stream/testing'
import { onTestFinished, vi } from 'vitest'

/** This page's network is the relay until the test ends: components are used as they stand. */
export function standInForApi(): TestApi {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return api
}
