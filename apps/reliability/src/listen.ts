import type { AddressInfo, Server, Socket } from 'node:net'
import type { FaultContext } from './fault.ts'

/** Listens on this machine, on any free port unless one is named, and gives that. Closed after the last case, with whatever is still connected. */
export async function listen(
  { defer }: Pick<FaultContext, 'defer'>,
  server: Server,
  port = 0,
): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Clients leave while they are written to: that is what many faults are about.
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  defer(() => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    return closed
  })
  return (server.address() as AddressInfo).port
}

/** A port of this machine on which nobody listens. */
export async function closedPort(server: Server): Promise<number> {
  const closes: (() => unknown)[] = []
  const port = await listen({ defer: (close) => void closes.push(close) }, server)
  for (const close of closes) await close()
  return port
}
