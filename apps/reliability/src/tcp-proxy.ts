import { connect, createServer, type Socket } from 'node:net'
import type { FaultContext } from './fault.ts'
import { listen } from './listen.ts'

/** What a connection over TCP may meet on its way. */
export interface TcpProxy {
  readonly port: number
  /** Connections that were made. */
  readonly connections: number
  /** Those that are there are broken; with `refuse`, new ones too, until `restore`. */
  cut(options?: { readonly refuse?: boolean }): void
  /** Those that are there carry nothing any more, and nobody is told. New ones are well. */
  goDark(): void
  /** From now on everything takes so long, each way. In milliseconds. */
  delay(ms: number): void
  /** All is well again, for new connections. */
  restore(): void
}

/** Stands between a client and a port of this machine. Closed after the last case. */
export async function openTcpProxy(
  context: Pick<FaultContext, 'defer'>,
  targetPort: number,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const dark = new WeakSet<Socket>()
  let isRefusing = false
  let delayMs = 0
  let connections = 0

  function carry(from: Socket, to: Socket): void {
    sockets.add(from)
    from.setNoDelay(true)
    from.on('data', (bytes) => {
      const send = (): void => {
        if (!dark.has(from) && !to.destroyed) to.write(bytes)
      }
      if (delayMs > 0) setTimeout(send, delayMs)
      else send()
    })
    from.on('error', () => {}) // It is broken off: that is the point.
    from.on('close', () => {
      sockets.delete(from)
      if (!dark.has(from)) to.destroy()
    })
  }

  const port = await listen(
    context,
    createServer((client) => {
      connections += 1
      if (isRefusing) return void client.resetAndDestroy()
      const server = connect(targetPort, '127.0.0.1')
      carry(client, server)
      carry(server, client)
    }),
  )
  context.defer(() => {
    for (const socket of sockets) socket.destroy()
  })
  return {
    port,
    get connections() {
      return connections
    },
    cut({ refuse = false } = {}) {
      isRefusing = refuse
      for (const socket of sockets) socket.resetAndDestroy()
    },
    goDark() {
      for (const socket of sockets) dark.add(socket)
    },
    delay: (ms) => void (delayMs = ms),
    restore() {
      isRefusing = false
      delayMs = 0
    },
  }
}
