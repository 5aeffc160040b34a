import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Recorded traffic and test vectors, which are other people's and stay where they are; null for who has none. */
export function sharedFolder(): string | null {
  const folder = process.env['IMAGE_STREAM_SHARED'] ?? join(import.meta.dirname, '../../../../shared')
  return existsSync(join(folder, 'recordings')) ? folder : null
}
