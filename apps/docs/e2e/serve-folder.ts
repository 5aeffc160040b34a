import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

export interface FolderServer {
  readonly url: string
  /** What was asked for and is no file. */
  readonly missed: readonly string[]
  readonly close: () => Promise<void>
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/** The plainest server of files there is, as any web host: it can run nothing, and answers GET alone. */
export async function serveFolder(folder: string): Promise<FolderServer> {
  const missed: string[] = []
  const server = createServer(({ method, url = '/' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname)
    // Normalised as an absolute path, so that nothing leads out of the folder.
    const file =
      method === 'GET' ? readFile(join(folder, normalize(path))) : Promise.reject(new Error('Not a file.'))
    file.then(
      (bytes) => {
        response.setHeader('content-type', mediaTypes[extname(path)] ?? 'application/octet-stream')
        response.end(bytes)
      },
      () => {
        missed.push(`${method} ${path}`)
        response.writeHead(404).end()
      },
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    missed,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
