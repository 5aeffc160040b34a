import { createEmulator, type EmulatorOptions } from '@image-stream/emulator'
import {
  listenEmulator,
  sharpCodecs,
  toNodeListener as toEmulatorListener,
} from '@image-stream/emulator/node'
import type { Upstream } from '@image-stream/server'
import { toNodeListener } from '@image-stream/server/node'
import type { Plugin, PreviewServer, ViteDevServer } from 'vite'

import { painter } from './painter.ts'
import { createPlaygroundRelay, createScenarioApi } from './relays.ts'

/** Google's three ways to send a key; a gateway may want another one than Google itself. */
const auths = ['header', 'query', 'bearer'] as const

/**
 * The relay at /api/images and the emulator at /emulator, in the same server as the page: one port, and real sockets
 * between the browser and the relay. With GEMINI_API_KEY the relay asks Google, otherwise the emulator next to it.
 *
 * The page of scenarios has relays of its own at /api/scenarios. Their emulator listens on a port of its own: some faults
 * exist only between sockets.
 */
export function imageApi(): Plugin {
  let close = async (): Promise<void> => {}
  return {
    name: 'image-stream-api',
    config: (_config, { command }) => {
      // A built page has no server, and so nobody who could hold a key; unless one is promised to it.
      const isStatic = command === 'build' && !process.env['WITH_SERVER']
      return {
        define: {
          'import.meta.env.VITE_STATIC': JSON.stringify(isStatic),
          'import.meta.env.VITE_PAINTER': JSON.stringify(isStatic ? 'Emulator' : painter()),
        },
      }
    },
    configureServer: serve,
    configurePreviewServer: serve,
    closeBundle: () => close(),
  }

  async function serve({ middlewares, httpServer }: ViteDevServer | PreviewServer): Promise<void> {
    const options = await emulatorOptions()
    const emulator = createEmulator(options)
    const upstream = painter() === 'Google' ? google() : { fetch: emulator }
    const relay = createPlaygroundRelay(process.env['GEMINI_API_KEY'] || 'emulator', upstream)
    const scenarios = await listenEmulator(options)
    close = scenarios.close
    // A server of what was built bundles nothing.
    httpServer?.once('close', () => void close())
    const { url: baseUrl, emulator: played } = scenarios
    const scenarioApi = createScenarioApi(played.ledger, { baseUrl, fetch: (request) => fetch(request) })
    middlewares.use('/api/images', toNodeListener(relay))
    middlewares.use('/api/scenarios', toNodeListener(scenarioApi))
    middlewares.use('/emulator', toEmulatorListener(emulator))
  }
}

/** EMULATOR_OPTIONS is JSON: tests make it quick with it. */
async function emulatorOptions(): Promise<EmulatorOptions> {
  const options = JSON.parse(process.env['EMULATOR_OPTIONS'] || '{}') as EmulatorOptions
  const codecs = await sharpCodecs()
  return codecs ? { ...options, codecs } : options
}

function google(): Upstream {
  const baseUrl = process.env['GEMINI_BASE_URL']
  const auth = process.env['GEMINI_AUTH']
  const known = auths.find((each) => each === auth)
  if (auth && !known) throw new TypeError(`GEMINI_AUTH is "${auth}". Allowed: ${auths.join(', ')}.`)
  return { ...(baseUrl && { baseUrl }), ...(known && { auth: known }) }
}
