import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventsOfText, runRequest } from './relay-under-test.ts'

/** A server in a process of its own, with a run in the middle of its thoughts. */
async function runningServer(pauseMs: number, drainMs: number) {
  const server = fork(join(import.meta.dirname, 'draining-server.ts'), [String(pauseMs), String(drainMs)], {
    execArgv: [],
  })
  onTestFinished(() => void server.kill('SIGKILL'))
  const ended = once(server, 'exit') as Promise<[code: number | null, signal: string | null]>
  const [port] = (await once(server, 'message')) as [number]
  const url = `http://127.0.0.1:${port}/api/images/runs`
  const reader = (await fetch(runRequest({ url }))).body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('"type":"thought"')) text += (await reader.read()).value ?? ''
  async function rest(): Promise<string> {
    for (let read = await reader.read(); !read.done; read = await reader.read()) text += read.value
    return text
  }
  return { server, url, ended, rest }
}

test('SIGTERM lets a run come to its end, refuses new ones, and the process ends well', async () => {
  const { server, url, ended, rest } = await runningServer(1_500, 90_000)
  server.kill('SIGTERM')
  const refused = async (): Promise<number> => (await fetch(runRequest({ url }))).status
  await expect.poll(refused).toBe(503)
  expect(eventsOfText(await rest()).at(-1)).toMatchObject({ type: 'done' })
  expect(await ended).toEqual([0, null])
})

test('SIGTERM ends a run that takes too long, and its reader hears of it', async () => {
  const { server, ended, rest } = await runningServer(60_000, 300)
  server.kill('SIGTERM')
  expect(eventsOfText(await rest()).at(-1)).toMatchObject({ type: 'error', error: { httpStatus: 503 } })
  expect(await ended).toEqual([0, null])
})

test('a second SIGTERM ends the process at once', async () => {
  const { server, url, ended } = await runningServer(60_000, 90_000)
  server.kill('SIGTERM')
  await expect.poll(async () => (await fetch(runRequest({ url }))).status).toBe(503)
  server.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
