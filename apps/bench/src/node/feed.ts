/** Any address will do: nothing goes over a network. */
export const geminiAddress =
  'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-flash-lite-image:streamGenerateContent?alt=sse'

/** Gives out one answer, a read in each turn of the event loop, as sockets do, and looks how long the turns take. */
export interface Feed {
  readonly response: Response
  /** When the last read was handed over, as of `performance.now()`. */
  readonly lastReadAt: () => number
  /** Stops the watch. The longest turn, in milliseconds: for so long nothing else could have run. */
  stop(): number
}

export interface FeedOptions {
  readonly contentType: string
  /** Called in each turn, before its read. */
  readonly onTurn: () => void
}

export function createFeed(
  reads: readonly Uint8Array<ArrayBuffer>[],
  { contentType, onTurn }: FeedOptions,
): Feed {
  let next = 0
  let lastReadAt = 0
  let longestMs = 0
  let turnStart = performance.now()
  let isRunning = true
  let deliver: (() => void) | null = null

  function turn(): void {
    if (!isRunning) return
    const now = performance.now()
    longestMs = Math.max(longestMs, now - turnStart)
    turnStart = now
    onTurn()
    deliver?.()
    setImmediate(turn)
  }
  setImmediate(turn)

  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: (controller) =>
        new Promise((resolve) => {
          deliver = () => {
            deliver = null
            const read = reads[next]
            next += 1
            if (next === reads.length) lastReadAt = performance.now()
            if (read) controller.enqueue(read)
            else controller.close()
            resolve()
          }
        }),
    },
    { highWaterMark: 0 },
  )
  return {
    response: new Response(body, { headers: { 'content-type': contentType } }),
    lastReadAt: () => lastReadAt,
    stop() {
      isRunning = false
      return Math.max(longestMs, performance.now() - turnStart)
    },
  }
}
