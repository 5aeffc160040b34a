/** Sees to it that everything else on the thread has its turn: clicks, frames, other requests. */
export interface Breaks {
  /** Work begins, or goes on after a wait. */
  begin(): void
  /** Work stops for a wait, which may be over at once and is no break. */
  end(): void
  /** Work has gone on for so long that it is time. Cheap enough to be asked for each event. */
  isDue(): boolean
  take(): Promise<void>
}

/** How long work goes on without a break, in milliseconds: a frame has 16, and others want their share of them. */
const stretchMs = 2

export function createBreaks(): Breaks {
  let worked = 0
  let since = performance.now()
  const sum = (): number => worked + performance.now() - since

  return {
    begin() {
      since = performance.now()
    },
    end() {
      worked = sum()
    },
    isDue: () => sum() > stretchMs,
    async take() {
      await nextTask()
      worked = 0
      since = performance.now()
    },
  }
}

// As it is when this is loaded: tests put a clock of their own in its place, which stands still.
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void }

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
