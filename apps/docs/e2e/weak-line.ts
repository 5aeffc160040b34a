import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Another way to a server, which can fail. */
export interface WeakLine {
  /** The same address, by this way. */
  readonly through: (address: string) => string
  /** Breaks what goes on, and lets nothing new through. Web sockets stay: a development server reloads a page that lost its own. */
  readonly cut: () => void
  readonly mend: () => void
  readonly close: () => void
}

export async function openWeakLine(server: string): Promise<WeakLine> {
  const { port } = new URL(server)
  const open = new Set<Socket>()
  let isCut = false
  const line = createServer((near) => {
    if (isCut) {
      near.resetAndDestroy()
      return
    }
    const far = connect(Number(port), 'localhost')
    open.add(near)
    near.on('data', (bytes) => {
      if (/\r\nupgrade: websocket\r\n/i.test(bytes.toString('latin1'))) open.delete(near)
    })
    near.pipe(far).pipe(near)
    near.on('close', () => {
      open.delete(near)
      far.destroy()
    })
    far.on('close', () => near.destroy())
    for (const end of [near, far]) end.on('error', () => end.destroy())
  })
  await new Promise<void>((resolve) => line.listen(0, 'localhost', resolve))
  return {
    through(address) {
      const url = new URL(address)
      url.port = String((line.address() as AddressInfo).port)
      return url.href
    },
    cut() {
      isCut = true
      for (const socket of open) socket.resetAndDestroy()
    },
    mend() {
      isCut = false
    },
    close: () => void line.close(),
  }
}
