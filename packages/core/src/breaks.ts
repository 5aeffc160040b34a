/** Sees to it that everything else on the thread has its turn: clicks, frames, other requests. */
export interface Breaks {
  /** Work begins, or goes on after a wait. */
  begin(): void
  /** Work stops for a wait. */
  end(): void
  /** Work has gone on for so long that it is time. Cheap enough to be asked for each event. */
  isDue(): boolean
  take(): Promise<void>
}

// As it is when this is loaded: tests put a clock of their own in its place, which stands still.
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void }

/**
 * How long work goes on without a break, in milliseconds: in a page, where a break costs a message, half a frame. A wait
 * that is shorter is work too: what comes at once is handed over without a break.
 */
const stretchMs = setImmediate ? 2 : 8

export function createBreaks(): Breaks {
  let since = -Infinity
  let endedAt = -Infinity

  return {
    begin() {
      const now = performance.now()
      if (now - endedAt > stretchMs) since = now
    },
    end() {
      endedAt = performance.now()
    },
    isDue: () => performance.now() - since > stretchMs,
    async take() {
      await nextTask()
      since = performance.now()
    },
  }
}

/** Where there is no `setImmediate`, a message: timers wait for 4 ms when they follow each other, and for a second in a hidden page. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate) return setImmediate(resolve)
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })
}
