import { bundle } from './bundle.ts'
import { entries, geminiMarks, peers, type SizedEntry } from './entries.ts'

export interface Size {
  readonly name: string
  readonly bytes: number
}

export interface EntrySize extends Size {
  readonly entry: SizedEntry
  /** What is wrong with it, for a reader. */
  readonly problems: readonly string[]
}

/** In the environment of every build, as it is where an application is built: it must be in no bundle. */
const canaryKey = 'CANARY-key-4f1c9a0b7d'

/** Of our packages as they were packed. */
export async function measureEntries(): Promise<readonly EntrySize[]> {
  process.env['GEMINI_API_KEY'] = canaryKey
  const built = await Promise.all(entries.map(async (entry) => ({ entry, ...(await bundle(entry)) })))
  return built.map(({ entry, code, gzipBytes }) => {
    const below = entry.on ? (built.find((other) => other.entry.name === entry.on)?.gzipBytes ?? 0) : 0
    const bytes = gzipBytes - below
    return {
      name: entry.name,
      entry,
      bytes,
      problems: [...overweight(entry, bytes), ...strays(entry, code), ...leaks(code)],
    }
  })
}

export function measurePeers(): Promise<readonly Size[]> {
  return Promise.all(peers.map(async (peer) => ({ name: peer.name, bytes: (await bundle(peer)).gzipBytes })))
}

function overweight(
  { budgetBytes, allowedBytes = budgetBytes }: SizedEntry,
  bytes: number,
): readonly string[] {
  return bytes > allowedBytes
    ? [`is ${bytes} bytes, ${Math.ceil(bytes - allowedBytes)} over what is allowed`]
    : []
}

function leaks(code: string): readonly string[] {
  return code.includes(canaryKey) ? ['holds the API key of the environment in which it was built'] : []
}

function strays({ isGemini = false }: SizedEntry, code: string): readonly string[] {
  return geminiMarks
    .filter((mark) => code.includes(mark) !== isGemini)
    .map((mark) =>
      isGemini ? `lacks ${mark}, which is looked for in the others` : `holds ${mark} of Gemini's side`,
    )
}
