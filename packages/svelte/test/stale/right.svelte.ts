import type { Status, UseImageStream } from '../../src/index.ts'

export class Derived {
  readonly #stream: UseImageStream
  readonly status: Status = $derived.by(() => this.#stream.status)

  constructor(stream: UseImageStream) {
    this.#stream = stream
    // A class may take a first value.
    void stream.status
  }
}

/** After the component was set up: nothing expects that to be seen. */
export function readLater(stream: UseImageStream): void {
  queueMicrotask(() => void stream.status)
}
