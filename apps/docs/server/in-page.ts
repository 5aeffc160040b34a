import { createEmulator } from '@image-stream/emulator'

import { createPlaygroundRelay, createScenarioApi, type Handler } from './relays.ts'

/** What `imageApi` serves, for a page that has no server: relays and emulators run in the page itself. */
export function createInPageApi(): Handler {
  // It ends with its page, and so do its runs; an `<img>` would ask the network for a picture, where nobody answers.
  const relay = createPlaygroundRelay('emulator', { fetch: unpacked(createEmulator()) }, { store: null })
  const emulator = createEmulator()
  const scenarioApi = createScenarioApi(emulator.ledger, { fetch: unpacked(emulator) })
  return (request) =>
    new URL(request.url).pathname.startsWith('/api/scenarios') ? scenarioApi(request) : relay(request)
}

/** Undoes compression, as the network does before anyone reads. */
function unpacked(handler: Handler): Handler {
  return async (request) => {
    const response = await handler(request)
    const encoding = response.headers.get('content-encoding')
    if (!response.body || (encoding !== 'gzip' && encoding !== 'deflate')) return response
    const { status, headers } = response
    return new Response(response.body.pipeThrough(new DecompressionStream(encoding)), { status, headers })
  }
}
