import { randomId } from '@image-stream/core/relay'
import type { RunStore } from '../run-store.ts'
import { toBytes, toList, toText, type Connection } from './connection.ts'

/** What is sent or read at once: half a page. */
const pieceBytes = 512 * 1024

/** Turns as lists of pieces: their JSON and blobs cut up, then what they are made of. */
export type RedisTurns = Pick<RunStore, 'saveTurn' | 'loadTurn'>

/** The last element of the list. */
interface Contents {
  readonly owner: string
  /** Bytes of the JSON, then of each blob. */
  readonly sizes: readonly number[]
}

export function createRedisTurns(connection: Connection, base: string, turnLifeMs: number): RedisTurns {
  return {
    async saveTurn(owner, runId, { json, blobs }) {
      const aside = randomId()
      const parts = [new TextEncoder().encode(json), ...blobs]
      const contents: Contents = { owner, sizes: parts.map(({ byteLength }) => byteLength) }
      for (const piece of parts.flatMap(toPieces))
        await connection.script('addToTurn', [aside, piece, turnLifeMs])
      await connection.script('publishTurn', [runId, owner, aside, JSON.stringify(contents), turnLifeMs])
    },

    async loadTurn(owner, runId) {
      const name = `${base}turn:${runId}`
      const last = toText(await connection.command(['LINDEX', name, -1]))
      if (last === '') return null
      const contents = JSON.parse(last) as Contents
      if (contents.owner !== owner) return null
      // What is being read, or was of late, is not let go.
      await connection.script('renewTurn', [runId, owner, turnLifeMs])
      const parts: Uint8Array<ArrayBuffer>[] = []
      let index = 0
      for (const size of contents.sizes) {
        const part = new Uint8Array(size)
        for (let at = 0; at < size; at += pieceBytes, index += 1) {
          const [piece] = toList(await connection.command(['LRANGE', name, index, index]))
          const bytes = toBytes(piece)
          // It was saved again meanwhile, or erased.
          if (bytes.byteLength !== Math.min(pieceBytes, size - at)) return null
          part.set(bytes, at)
        }
        parts.push(part)
      }
      const [json = new Uint8Array(0), ...blobs] = parts
      return { json: new TextDecoder().decode(json), blobs }
    },
  }
}

function toPieces(part: Uint8Array<ArrayBuffer>): readonly Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: Math.ceil(part.byteLength / pieceBytes) }, (_, index) =>
    part.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  )
}
