// Runs a script of the workspace with the right Node and pnpm: `node scripts/run.mjs <script> [arguments]`.
// Needs Node 18 and npm, nothing installed. Whoever has Node >= 22.18 and pnpm downloads neither.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { findChromium } from './chromium.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OLDEST_NODE = { major: 22, minor: 18 }
const OLDEST_PNPM = 11
const PARENT_CHECK_MS = 250
const WINDOWS = process.platform === 'win32'

/**
 * Scripts that would call this file again, and what they stand for. Any other name is run by pnpm.
 * @type {Record<string, { folder?: string, command: string[] }>}
 */
const COMMANDS = {
  build: { command: ['pnpm', 'exec', 'turbo', 'run', 'build'] },
  // `node --run`, as pnpm would report Ctrl-C as a failure.
  start: { folder: 'apps/docs', command: ['node', '--run', 'dev', '--'] },
  test: { command: ['pnpm', 'exec', 'vitest', 'run', '--tagsFilter=!long'] },
  'test:all': { command: ['pnpm', 'exec', 'vitest', 'run'] },
  'test:node': { command: ['pnpm', 'exec', 'vitest', 'run', '--project=!*(chromium)'] },
  typecheck: { command: ['pnpm', 'exec', 'turbo', 'run', 'typecheck', 'typecheck:root'] },
}

const [script = 'help', ...rest] = process.argv.slice(2)
if (script === 'help' || script === '--help') {
  console.log(
    'node scripts/run.mjs <script> [arguments]      (start, test, test:node, check, build, lint, …)',
  )
  process.exit(script === 'help' ? 1 : 0)
}

const env = cleanEnvironment()
if (!hasNode()) addToPath(install('node', 'Node 24 (this one is ' + process.version + ')'))
if (!hasPnpm()) addToPath(install('pnpm', 'pnpm'))
installDependencies()
if (script === 'test' || script === 'test:all') ensureChromium()
const { folder = '.', command } = COMMANDS[script] ?? { command: ['pnpm', 'run', script] }
run([...command, ...rest], join(ROOT, folder))

/** @returns {NodeJS.ProcessEnv} */
function cleanEnvironment() {
  // npm hands its own settings down as npm_*; pnpm would take them for its own.
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
  return {
    ...Object.fromEntries(kept),
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    STORYBOOK_DISABLE_TELEMETRY: '1',
    COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  }
}

function hasNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)
}

function hasPnpm() {
  const { status, stdout } = spawnSync('pnpm', ['--version'], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    shell: WINDOWS,
  })
  return status === 0 && Number.parseInt(stdout, 10) >= OLDEST_PNPM
}

/** @param {string} folder */
function addToPath(folder) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  env[name] = folder + delimiter + (env[name] ?? '')
}

/**
 * Installs tools/<name> into .tooling/<name>, once per lockfile, and returns its folder of executables.
 * @param {'node' | 'pnpm'} name
 * @param {string} label
 */
function install(name, label) {
  const source = join(ROOT, 'tools', name)
  const target = join(ROOT, '.tooling', name)
  const bin = join(target, 'node_modules', '.bin')
  const lockfile = readFileSync(join(source, 'package-lock.json'), 'utf8')
  const stamp = join(target, 'installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return bin

  console.log(`Installing ${label} into .tooling …`)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(source, file), join(target, file))
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', args, { cwd: target, env, stdio: 'inherit', shell: WINDOWS })
  if (status !== 0) fail(`npm could not install ${label}.`)
  // What the package's own install script would do; npm versions differ on whether they run it.
  const linkBinary = join(target, 'node_modules', name, 'install.js')
  if (existsSync(linkBinary)) spawnSync(process.execPath, [linkBinary], { env, stdio: 'inherit' })
  if (!existsSync(join(bin, name)) && !existsSync(join(bin, `${name}.cmd`))) {
    fail(
      `There is no ready-made ${name} for ${process.platform} ${process.arch}. Please install Node 24 and pnpm.`,
    )
  }
  writeFileSync(stamp, lockfile)
  return bin
}

function installDependencies() {
  if (!existsSync(join(ROOT, 'node_modules'))) console.log('Installing dependencies …')
  const args = ['install', '--frozen-lockfile', '--reporter=append-only']
  const { status, stdout, stderr } = spawnSync('pnpm', args, {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    shell: WINDOWS,
  })
  if (status !== 0) fail(`${stdout}${stderr}\npnpm install failed.`)
}

function ensureChromium() {
  if (chromium() !== undefined) return
  const commands = [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]
  const hasApt = spawnSync('apt-get', ['--version']).status === 0
  const isRoot = process.getuid?.() === 0
  if (hasApt && isRoot) {
    for (const args of commands) {
      const line = `apt-get ${args.join(' ')}`
      console.log(`No Chromium found. Running: ${line}`)
      const { status } = spawnSync('apt-get', args, {
        env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      if (status !== 0) fail(`"${line}" failed.`)
    }
    if (chromium() !== undefined) return
  }
  const advice = hasApt
    ? commands.map((args) => `sudo apt-get ${args.join(' ')}`).join(' && ')
    : 'install Chromium or Chrome'
  fail(
    [
      'Some tests run in a real Chromium, and none was found. Any of these helps:',
      `  ${advice}`,
      '  CHROME_PATH=/path/to/chrome npm test',
      '  npm run test:node        (only the tests that need no browser)',
    ].join('\n'),
  )
}

function chromium() {
  try {
    return findChromium()
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

/**
 * Runs the command to its end, and takes its whole process group down when this process is told to go.
 * @param {string[]} command
 * @param {string} cwd
 */
function run([file = '', ...args], cwd) {
  const child = spawn(file, args, { cwd, env, stdio: 'inherit', detached: !WINDOWS, shell: WINDOWS })
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    try {
      if (WINDOWS || child.pid === undefined) child.kill(signal)
      else process.kill(-child.pid, signal)
    } catch {
      // The group is gone already.
    }
  }
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop)

  // A SIGTERM to npm ends only the shell between npm and us, so a new parent means: go.
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop('SIGTERM')
  }, PARENT_CHECK_MS).unref()

  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
    // What the command left running belongs to it.
    stop('SIGTERM')
  })
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message)
  process.exit(1)
}
