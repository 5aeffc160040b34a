// `pnpm check`: everything that must hold besides the tests. `pnpm check lint types` runs only those steps.
import { spawn } from 'node:child_process'
import { dirname } from 'node:path'

const ROOT = dirname(import.meta.dirname)
const ENV = { ...process.env, DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1' }

/** Each step in the order in which it is cheapest to fail, as the commands it runs. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  format: ['pnpm exec oxfmt --check'],
  lint: ['pnpm exec oxlint --type-aware'],
  arrows: ['node scripts/arrows.ts'],
  lockfiles: ['node scripts/lockfiles.ts'],
  types: ['pnpm exec turbo run typecheck typecheck:root --continue --output-logs=errors-only'],
  unused: ['pnpm exec knip'],
  packages: [
    'pnpm exec turbo run build --filter=./packages/* --continue --output-logs=errors-only',
    'node scripts/package-shape.ts',
  ],
  size: ['node apps/bench/src/size-command.ts'],
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in STEPS))
if (unknown.length > 0) {
  console.error(`There is no step "${unknown.join('", "')}". The steps: ${Object.keys(STEPS).join(', ')}.`)
  process.exit(1)
}

const failed: string[] = []
for (const [name, commands] of Object.entries(STEPS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const start = performance.now()
  const output = await firstFailure(commands)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(
    `${output === null ? 'ok    ' : 'FAILED'}  ${name.padEnd(10)}${seconds.padStart(5)} s   ${commands.join(' && ')}`,
  )
  if (output === null) continue
  failed.push(name)
  console.log(`\n${output.trim()}\n`)
}
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`)
  process.exitCode = 1
}

/** Runs the commands one after the other; what the first failing one said, or null. */
async function firstFailure(commands: readonly string[]): Promise<string | null> {
  for (const command of commands) {
    const { code, output } = await run(command)
    if (code !== 0) return output
  }
  return null
}

function run(command: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { cwd: ROOT, shell: true, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (text) => (output += String(text)))
    child.stderr.on('data', (text) => (output += String(text)))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
