import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { plant, type Mutant } from './mutant.ts'

/** What became of a planted bug. */
export interface Hunt {
  readonly mutant: Mutant
  /** How it was found, or null. */
  readonly found: string | null
  readonly durationMs: number
}

/** Heap of one process, in MiB: a bug may be an endless loop. */
const heapMiB = 1_024

/** @throws Error for a name that there is not, and for a mutant whose place in the sources has gone. */
export function chooseMutants(mutants: readonly Mutant[], names: readonly string[]): readonly Mutant[] {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name))
  if (unknown.length > 0)
    throw new Error(
      `No such mutant: ${unknown.join(', ')}. There are: ${mutants.map(({ name }) => name).join(', ')}.`,
    )
  const chosen = mutants.filter(({ name }) => names.length === 0 || names.includes(name))
  for (const mutant of chosen) plant(mutant)
  return chosen
}

/** A search that ends by itself, with the exit code 1 and `name, seed 7, after …` when it has found something. */
export interface Search {
  readonly command: URL
  readonly args: readonly string[]
  /** How long its process may live, in milliseconds. */
  readonly lifeMs: number
}

/** Searches the sources with the bug in them, in a process of its own. */
export async function hunt(mutant: Mutant, { command, args, lifeMs }: Search): Promise<Hunt> {
  const start = performance.now()
  const loader = new URL('mutant-loader.ts', import.meta.url)
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMiB}`, `--import=${loader.href}`, fileURLToPath(command), ...args],
    { env: { ...process.env, IMAGE_STREAM_MUTANT: mutant.name }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const limit = setTimeout(() => child.kill('SIGKILL'), lifeMs)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearTimeout(limit)
  // Only what the search itself has seen counts: a process that dies has found nothing.
  const [, found] = (code === 1 && /^(\w+, seed \d+), after/m.exec(output)) || []
  return { mutant, found: found ?? null, durationMs: performance.now() - start }
}

/** One line about it. */
export function describeHunt({ mutant, found, durationMs }: Hunt): string {
  const word = found === null ? 'NOT FOUND' : 'found    '
  const seconds = `${(durationMs / 1000).toFixed(1).padStart(5)} s`
  return `${word} ${mutant.name.padEnd(24)}${seconds}  ${mutant.bug}${found === null ? '' : `  (${found})`}`
}
