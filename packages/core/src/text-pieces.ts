/** Text that comes in pieces, at the cost of its length however small they are: a piece kept apart costs as much as 30 characters. */
export interface TextPieces {
  readonly length: number
  push(piece: string): void
  /** All of it; nothing is left. */
  take(): string
}

/** Shorter pieces are joined up to this length, in UTF-16 units. */
export const joinedLength = 4096

export function createTextPieces(): TextPieces {
  let joined: string[] = []
  let small: string[] = []
  let smallLength = 0
  let length = 0

  function join(): void {
    joined.push(small.join(''))
    small = []
    smallLength = 0
  }

  return {
    get length() {
      return length
    },
    push(piece) {
      small.push(piece)
      smallLength += piece.length
      length += piece.length
      if (smallLength >= joinedLength) join()
    },
    take() {
      join()
      const text = joined.join('')
      joined = []
      length = 0
      return text
    },
  }
}
