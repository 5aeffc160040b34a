import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { mutants, plant, type Mutant } from './mutants.ts'

/** What became of a planted bug. */
export interface Hunt {
  readonly mutant: Mutant
  /** How it was found, or null. */
  readonly found: string | null
  readonly durationMs: number
}

/** How long a bug may stay unfound, in seconds, and how long its process may live, in milliseconds. */
const searchSeconds = 60
const lifeMs = 75_000

/** Heap of one process, in MiB: a bug may be an endless loop. */
const heapMiB = 1_024

/** @throws Error for a name that there is not, and for a mutant whose place in the sources has gone. */
export function chooseMutants(names: readonly string[]): readonly Mutant[] {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name))
  if (unknown.length > 0)
    throw new Error(
      `No such mutant: ${unknown.join(', ')}. There are: ${mutants.map(({ name }) => name).join(', ')}.`,
    )
  const chosen = mutants.filter(({ name }) => names.length === 0 || names.includes(name))
  for (const mutant of chosen) plant(mutant)
  return chosen
}

/** Runs the fuzzer over the sources with the bug in them, in a process of its own. */
export async function hunt(mutant: Mutant, seed: number): Promise<Hunt> {
  const start = performance.now()
  const loader = new URL('mutant-loader.ts', import.meta.url)
  const command = fileURLToPath(new URL('../fuzz-command.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${heapMiB}`,
      `--import=${loader.href}`,
      command,
      `--seconds=${searchSeconds}`,
      `--seed=${seed}`,
    ],
    { env: { ...process.env, IMAGE_STREAM_MUTANT: mutant.name }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const limit = setTimeout(() => child.kill('SIGKILL'), lifeMs)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearTimeout(limit)
  // Only what the fuzzer itself has seen counts: a process that dies has found nothing.
  const [, found] = (code === 1 && /^(\w+, seed \d+), after/m.exec(output)) || []
  return { mutant, found: found ?? null, durationMs: performance.now() - start }
}
