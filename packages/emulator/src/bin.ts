#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { listenEmulator, type ListenOptions } from './node.ts'
import type { Pace } from './pace.ts'
import { scenarios } from './scenarios.ts'

const DEFAULT_PORT = 8787

const USAGE = `image-stream-emulator: a stand-in for the Gemini image endpoint, on this machine.

  --port <number>      Default ${DEFAULT_PORT}; 0 for any free one.
  --host <name>        A loopback name or address. Default 127.0.0.1.
  --scenario <name>    How each answer goes. Default plain.
  --pace <pace>        watchable (default), instant, or times as JSON: {"thinkingMs":1000}.
  --options <json>     Any other switches, as JSON: {"flavour":"anyfast"}.
  --scenarios          Lists the scenarios.
  --help
`

await main()

async function main(): Promise<void> {
  try {
    const values = readArguments()
    if (values.help) return void process.stdout.write(USAGE)
    if (values.scenarios) return void process.stdout.write(listScenarios())
    await run(toOptions(values))
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}

interface Arguments {
  readonly port?: string
  readonly host?: string
  readonly scenario?: string
  readonly pace?: string
  readonly options?: string
  readonly scenarios?: boolean
  readonly help?: boolean
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      scenario: { type: 'string' },
      pace: { type: 'string' },
      options: { type: 'string' },
      scenarios: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  return values
}

function toOptions({ port, host, scenario, pace, options }: Arguments): ListenOptions {
  const number = port === undefined ? DEFAULT_PORT : Number(port)
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new RangeError(`--port must be a whole number from 0 to 65535, not ${port}.`)
  }
  return {
    // createEmulator checks each name and value.
    ...(options === undefined ? {} : (JSON.parse(options) as ListenOptions)),
    port: number,
    ...(host === undefined ? {} : { host }),
    ...(scenario === undefined ? {} : { scenario }),
    ...(pace === undefined ? {} : { pace: toPace(pace) }),
  }
}

function toPace(pace: string): Pace {
  return pace.startsWith('{') ? (JSON.parse(pace) as Pace) : (pace as Pace)
}

async function run(options: ListenOptions): Promise<void> {
  const { url, close } = await listenEmulator(options)
  process.stdout.write(`${welcome(url)}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
}

function welcome(url: string): string {
  return `The emulator listens on ${url}. Any key will do. Try:

curl -N '${url}/v1beta/models/gemini-3.1-flash-lite-image:streamGenerateContent?key=test&alt=sse' \\
  -H 'content-type: application/json' \\
  -d '{"contents":[{"role":"user","parts":[{"text":"A red fox asleep in the snow"}]}],"generationConfig":{"responseModalities":["TEXT","IMAGE"],"imageConfig":{"aspectRatio":"16:9","imageSize":"1K"},"thinkingConfig":{"includeThoughts":true}}}'
`
}

function listScenarios(): string {
  const width = Math.max(...Object.keys(scenarios).map((name) => name.length))
  return Object.entries(scenarios)
    .map(([name, { description }]) => `${name.padEnd(width)}  ${description}\n`)
    .join('')
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  return taken
    ? `That port is taken. Stop what listens there, or choose another with --port (0 for any free one).`
    : error.message
}
