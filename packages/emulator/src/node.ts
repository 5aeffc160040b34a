import { createServer, type Server } from 'node:http'
import { createEmulatorWith, type Emulator } from './emulator.ts'
import { zlibEncoder } from './node/encoder.ts'
import { toNodeListener } from './node/listener.ts'
import type { EmulatorOptions } from './options.ts'
import { sharpCodecs } from './sharp-codecs.ts'

export { toNodeListener, type Handler } from './node/listener.ts'
export { sharpCodecs } from './sharp-codecs.ts'

export interface ListenOptions extends EmulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** A loopback name or address. Default `127.0.0.1`. */
  readonly host?: string
}

export interface ListeningEmulator {
  /** Such as `http://127.0.0.1:8787`. */
  readonly url: string
  readonly port: number
  readonly emulator: Emulator
  /** Breaks what is under way and frees the port. May be called again. */
  readonly close: () => Promise<void>
}

/**
 * An emulator on a port of this machine. It takes any key and any origin, so it refuses to listen
 * where others could reach it.
 * @throws RangeError for an address that is not loopback; what `node:http` says for a taken port.
 * @example
 * const { url, close } = await listenEmulator({ port: 8787 })
 */
export async function listenEmulator(options: ListenOptions = {}): Promise<ListeningEmulator> {
  const { port = 0, host = '127.0.0.1', ...rest } = options
  if (!isLoopback(host)) {
    throw new RangeError(
      `The emulator listens on this machine only: 127.0.0.1, ::1 or localhost, not ${host}. It accepts every key and origin.`,
    )
  }
  const codecs = rest.codecs ?? (await sharpCodecs())
  const powers = { encoder: zlibEncoder, socket: true }
  const emulator = createEmulatorWith(powers, codecs === undefined ? rest : { ...rest, codecs })
  const server = createServer({ noDelay: true, maxHeaderSize: MAX_HEADER_BYTES }, toNodeListener(emulator))
  const bound = await listen(server, port, host)
  let closing: Promise<void> | null = null
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${bound}`,
    port: bound,
    emulator,
    close: () => (closing ??= close(server)),
  }
}

/** `x-emulator-options` may hold the bytes of a whole answer. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}
