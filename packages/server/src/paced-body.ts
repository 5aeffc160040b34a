/** How long a reader may take nothing before it is given up, in milliseconds. It holds memory, and without a log its run. */
const maxReaderPauseMs = 30_000

export interface PacedBodyOptions {
  /** There before anybody reads. */
  readonly first?: Uint8Array<ArrayBuffer>
  /** Behind the last piece. */
  readonly last?: Uint8Array<ArrayBuffer>
  /** Sent whenever nothing came for so long, in milliseconds. */
  readonly heartbeat?: { readonly everyMs: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Called once: at the end, or when the reader has cancelled or took nothing for too long, or with what broke the pieces off. */
  readonly onClose: (broken?: unknown) => void
}

/** A body whose pieces are made when they are asked for: nothing is read ahead, so a slow reader slows the source. */
export function createPacedBody(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>,
  { first, last, heartbeat, onClose }: PacedBodyOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next: Promise<IteratorResult<Uint8Array<ArrayBuffer>, void>> | null = null
  let pause: ReturnType<typeof setTimeout> | undefined
  let over = false

  function close(broken?: unknown): void {
    if (over) return
    over = true
    clearTimeout(pause)
    onClose(broken)
    // Runs what the generator has in its `finally`; one that waits gets there once `onClose` has stopped its source.
    pieces.return().catch(() => {})
  }

  function awaitReader(controller: ReadableStreamDefaultController): void {
    pause = setTimeout(() => {
      close()
      controller.error(new Error('The reader took nothing for too long.'))
    }, maxReaderPauseMs)
  }

  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        if (first) controller.enqueue(first)
        awaitReader(controller)
      },
      async pull(controller) {
        clearTimeout(pause)
        next ??= pieces.next()
        const result = await (heartbeat ? orSilence(next, heartbeat.everyMs) : next).catch(
          (cause: unknown) => {
            close(cause)
            throw cause
          },
        )
        if (over) return
        if (result === silence) {
          if (heartbeat) controller.enqueue(heartbeat.bytes)
        } else {
          next = null
          if (result.done) {
            if (last) controller.enqueue(last)
            controller.close()
            return close()
          }
          controller.enqueue(result.value)
        }
        awaitReader(controller)
      },
      cancel: () => close(),
    },
    { highWaterMark: 0 },
  )
}

const silence: unique symbol = Symbol('silence')

async function orSilence<T>(result: Promise<T>, ms: number): Promise<T | typeof silence> {
  const { promise, resolve } = Promise.withResolvers<typeof silence>()
  const timer = setTimeout(() => resolve(silence), ms)
  try {
    return await Promise.race([result, promise])
  } finally {
    clearTimeout(timer)
  }
}
