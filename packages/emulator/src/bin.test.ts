import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { bodyOf, MODEL } from './test-client.ts'

const BIN = fileURLToPath(new URL('bin.ts', import.meta.url))

let running: ChildProcessByStdio<null, Readable, Readable> | undefined

afterEach(() => {
  running?.kill('SIGKILL')
})

function run(...values: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  running = spawn(process.execPath, [BIN, ...values], { stdio: ['ignore', 'pipe', 'pipe'] })
  return running
}

async function outcomeOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
): Promise<{ code: number | null; out: string; err: string }> {
  let out = ''
  let err = ''
  child.stdout.on('data', (data: Buffer) => void (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => void (err += data.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

async function addressOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  let text = ''
  for await (const data of child.stdout) {
    text += String(data)
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
    if (address !== undefined && text.includes('curl -N')) return address
  }
  throw new Error(`It ended with: ${text}`)
}

test('it prints its address, answers there, and leaves when told', async () => {
  const child = run('--port', '0', '--pace', 'instant', '--options', '{"pictureSize":"small"}')
  // The iterator of addressOf() ends stdout with its loop, so the exit is awaited apart.
  const exit = once(child, 'exit')
  const url = await addressOf(child)
  const response = await fetch(`${url}/v1beta/models/${MODEL}:streamGenerateContent?key=test&alt=sse`, {
    method: 'POST',
    body: JSON.stringify(bodyOf('A fox')),
  })
  expect(await response.text()).toContain('"finishReason": "STOP"')
  const taken = await outcomeOf(run('--port', new URL(url).port))
  expect(taken).toMatchObject({ code: 1, out: '', err: expect.stringContaining('That port is taken.') })
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
})

test.each([
  [['--port', 'many'], '--port must be a whole number'],
  [['--scenario', 'nope'], 'There is no scenario "nope". Allowed: plain, '],
  [['--pace', 'fast'], 'Option "pace" must be'],
  [['--host', '0.0.0.0'], 'listens on this machine only'],
  [['--wrong'], "Unknown option '--wrong'"],
])('%j is refused in words', async (values, message) => {
  const { code, err } = await outcomeOf(run(...values))
  expect(err).toContain(message)
  expect(err).not.toContain('    at ')
  expect(code).toBe(1)
})

test('it lists the scenarios', async () => {
  const { out } = await outcomeOf(run('--scenarios'))
  expect(out).toMatch(/^blocked-prompt {2,}Feedback on the prompt, and no candidates\.$/m)
})
