// Where the specifications, recorded traffic and test vectors lie that this project is held to. They are other people's
// and stay where they are: tests read them there, and say so when they cannot.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The path of `name` in the folder of `IMAGE_STREAM_SHARED`, beside the repository by default; null when it is not there. */
export function sharedPath(name: string): string | null {
  const folder = process.env['IMAGE_STREAM_SHARED'] ?? join(import.meta.dirname, '../../shared')
  const path = join(folder, name)
  return existsSync(path) ? path : null
}
