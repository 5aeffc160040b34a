import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { pagesFolder } from './build-pages.ts'
import type { Recording, Recordings } from './recordings.ts'
import { createRunPlayer } from './run-player.ts'

/** How fast answers go out. */
export interface Pace {
  readonly pieceBytes: number
  readonly everyMs: number
}

export interface PageServer {
  readonly origin: string
  /**
   * When the last byte of the last answer was handed to the network, or of the picture where it lies apart: milliseconds
   * since the epoch.
   */
  readonly lastByteAt: () => number
  /** Of a picture that lies at a relay, at most this share of its bytes goes out until more is allowed. */
  readonly allow: (share: number) => void
  close(): Promise<void>
}

/** Serves the pages, and plays the recordings to them. */
export async function startPageServer(recordings: Recordings, pace: Pace): Promise<PageServer> {
  let lastByteAt = 0
  const run = createRunPlayer(recordings.relay, pace)
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume()
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const recording = recordingOf(recordings, pathname)
    if (recording) {
      await play(recording, pace, response)
      end(response)
    } else if (pathname === '/api/images/runs') {
      await run.playEvents(response)
      response.end()
    } else if (pathname === recordings.relay.picturePath) {
      await run.playPicture(response)
      end(response)
    } else if (pathname.endsWith('.js')) {
      response.setHeader('content-type', 'text/javascript')
      response.end(await readFile(join(pagesFolder, basename(pathname))))
    } else {
      response.setHeader('content-type', 'text/html')
      response.end(
        `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script type="module" src="${pathname}.js"></script>`,
      )
    }
  }

  function end(response: ServerResponse): void {
    lastByteAt = performance.timeOrigin + performance.now()
    response.end()
  }

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lastByteAt: () => lastByteAt,
    allow: (share) => run.allow(share),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function recordingOf(recordings: Recordings, pathname: string): Recording | null {
  if (pathname.endsWith(':streamGenerateContent')) return recordings.gemini
  if (pathname === '/api/chat') return recordings.aiSdk
  if (pathname === '/api/tanstack') return recordings.tanstack
  return pathname === '/picture.png' ? recordings.picture : null
}

/** In step with the clock: a piece that comes late is followed by the next one sooner. */
async function play(recording: Recording, pace: Pace, response: ServerResponse): Promise<void> {
  response.writeHead(200, recording.headers)
  const start = performance.now()
  for (const [index, piece] of piecesOf(recording, pace).entries()) {
    const dueMs = start + index * pace.everyMs - performance.now()
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs))
    response.write(piece)
  }
}

function piecesOf({ bytes, pieceEnds }: Recording, { pieceBytes }: Pace): readonly Uint8Array[] {
  const count = Math.ceil(bytes.length / pieceBytes)
  const ends = pieceEnds ?? Array.from({ length: count }, (_, index) => (index + 1) * pieceBytes)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}
