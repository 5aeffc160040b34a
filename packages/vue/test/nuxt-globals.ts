import { createEmulator } from '@image-stream/emulator'
import { onTestFinished, vi } from 'vitest'

interface Session {
  user?: { readonly id: string } | undefined
}

/**
 * What Nuxt makes known to all files, until the test ends; its events are bare requests, and Google is the emulator.
 * Returns the visitor's session.
 */
export function standInForNuxtAndGoogle(): Session {
  const session: Session = { user: { id: 'visitor' } }
  vi.stubGlobal('defineNuxtConfig', (config: unknown) => config)
  vi.stubGlobal('defineEventHandler', (handler: unknown) => handler)
  vi.stubGlobal('toWebRequest', ({ request }: { readonly request: Request }) => request)
  vi.stubGlobal('useRuntimeConfig', () => ({ geminiApiKey: 'test' }))
  vi.stubGlobal('getUserSession', () => Promise.resolve(session))
  vi.stubGlobal('fetch', createEmulator({ pace: 'instant', pictureSize: 'small' }))
  onTestFinished(() => void vi.unstubAllGlobals())
  return session
}
