import type { FetchHandler } from '@image-stream/core'
import { createEmulator, type Emulator, type EmulatorOptions } from '@image-stream/emulator'
import { createImageRelay } from '@image-stream/server'

/** Relay and emulator in this page: the whole way but the network, instant and with small pictures. */
export function createServer(options: EmulatorOptions = {}): {
  readonly fetch: FetchHandler
  readonly emulator: Emulator
} {
  const emulator = createEmulator({ pace: 'instant', pictureSize: 'small', ...options })
  const fetch = createImageRelay({
    apiKey: 'test',
    authorize: () => 'visitor',
    upstream: { fetch: emulator },
  })
  return { fetch, emulator }
}
