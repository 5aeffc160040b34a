import { createEmulator, type Emulator, type Switches } from '@image-stream/emulator'
import { sharpCodecs, toNodeListener as toEmulatorListener } from '@image-stream/emulator/node'
import { allowAnyone, createImageRelay, type Upstream } from '@image-stream/server'
import { toNodeListener } from '@image-stream/server/node'
import type { Plugin } from 'vite'

import { painter } from './painter.ts'

/** Google's three ways to send a key; a gateway may want another one than Google itself. */
const auths = ['header', 'query', 'bearer'] as const

/**
 * The relay at /api/images and the emulator at /emulator, in the same server as the page: one port, and real sockets
 * between the browser and the relay. With GEMINI_API_KEY the relay asks Google, otherwise the emulator next to it.
 */
export function imageApi(): Plugin {
  return {
    name: 'image-stream-api',
    config: () => ({ define: { 'import.meta.env.VITE_PAINTER': JSON.stringify(painter()) } }),
    async configureServer(server) {
      const emulator = await startEmulator()
      const relay = createImageRelay({
        apiKey: process.env['GEMINI_API_KEY'] || 'emulator',
        upstream: painter() === 'Google' ? google() : { fetch: emulator },
        // A page on this machine, for whoever started it.
        authorize: allowAnyone,
        // What the API itself takes: 20 MB as base64.
        limits: { maxLiveRuns: 8, maxBodyBytes: 15 * 1024 * 1024 },
      })
      server.middlewares.use('/api/images', toNodeListener(relay))
      server.middlewares.use('/emulator', toEmulatorListener(emulator))
    },
  }
}

/** EMULATOR_OPTIONS is JSON: tests make it quick with it. */
async function startEmulator(): Promise<Emulator> {
  const options = JSON.parse(process.env['EMULATOR_OPTIONS'] || '{}') as Switches
  const codecs = await sharpCodecs()
  return createEmulator(codecs ? { ...options, codecs } : options)
}

function google(): Upstream {
  const baseUrl = process.env['GEMINI_BASE_URL']
  const auth = process.env['GEMINI_AUTH']
  const known = auths.find((each) => each === auth)
  if (auth && !known) throw new TypeError(`GEMINI_AUTH is "${auth}". Allowed: ${auths.join(', ')}.`)
  return { ...(baseUrl && { baseUrl }), ...(known && { auth: known }) }
}
