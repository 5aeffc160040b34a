import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import { createEmulator } from '../src/emulator.ts'
import type { Moment } from '../src/fault-switches.ts'
import { listenEmulator, type ListeningEmulator } from '../src/node.ts'
import { ask, bodyOf, QUICK, requestOf } from '../src/test-client.ts'
import { exchange } from './exchange.ts'
import { answerFaults } from './faults/answer-faults.ts'
import { connectionFaults } from './faults/connection-faults.ts'
import { gatewayFaults } from './faults/gateway-faults.ts'
import { wireFaults } from './faults/wire-faults.ts'

// Each fault that a server can cause can be asked for, and happens as it was asked, seen from a socket by hand.

const faults = [...wireFaults, ...answerFaults, ...gatewayFaults, ...connectionFaults]

let server: ListeningEmulator

beforeAll(async () => {
  server = await listenEmulator(QUICK)
})

afterAll(async () => {
  await server.close()
})

describe('each fault of groups A to D that a server can cause can be asked for', () => {
  test.each(faults)('$id $what', async ({ options, seen }) => {
    expect.hasAssertions()
    seen(await exchange(server.port, { options }))
  })

  test('B1 thinking without end', async () => {
    vi.useFakeTimers()
    try {
      const response = await createEmulator(QUICK)(requestOf({ options: { thoughts: 'endless' } }))
      let text = ''
      const reading = (async () => {
        for await (const bytes of response.body ?? []) text += new TextDecoder().decode(bytes)
      })()
      await vi.advanceTimersByTimeAsync(3_599_500)
      await reading
      expect(text.match(/^data: .*"thought": true/gm)).toHaveLength(3_600)
      expect(text).not.toContain('finishReason')
    } finally {
      vi.useRealTimers()
    }
  })

  test('C5 503, 503, 200: to one prompt after the other, and to each anew', async () => {
    const error = { name: 'overloaded', times: 2 } as const
    const statuses = async (prompt: string): Promise<number> =>
      (await exchange(server.port, { prompt, options: { error } })).status
    const seen: number[] = []
    for (const prompt of ['a', 'b', 'a', 'a', 'b', 'a', 'b']) seen.push(await statuses(prompt))
    expect(seen).toEqual([503, 503, 503, 200, 503, 503, 200])
  })

  test('C5 any answers in a row, by a list of wishes', async () => {
    const emulator = createEmulator(QUICK)
    emulator.next('overloaded', 'internal', { error: { name: 429 } }, 'plain')
    const seen: number[] = []
    for (let call = 0; call < 5; call++) seen.push((await ask(emulator)).status)
    expect(seen).toEqual([503, 500, 429, 200, 200])
  })

  test('B12 a client that follows a redirect on this host is answered', async () => {
    const headers = { 'x-emulator-scenario': 'redirect-same-host' }
    const url = `${server.url}/v1beta/models/gemini-3.1-flash-lite-image:streamGenerateContent?key=test&alt=sse`
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(bodyOf('A fox')) })
    expect([response.redirected, response.status]).toEqual([true, 200])
    expect(await response.text()).toContain('STOP')
  })

  const held: readonly Moment[] = ['start', 'thinking', 'picture', 'after-picture', 'after-finish']

  test.each(held)('D1 a run can be held at %s until the client leaves, which is seen', async (at) => {
    const holding = await listenEmulator({ ...QUICK, thoughts: 'always', silence: { at } })
    try {
      const arrived = { start: 'HTTP/1.1 200', picture: '"data": "', 'after-picture': 'thoughtSignature' }
      const leaveAt = arrived[at as keyof typeof arrived] ?? 'data: '
      await exchange(holding.port, { leaveAt })
      await expect.poll(() => holding.emulator.ledger).toMatchObject({ paid: 1, aborted: 1, open: 0 })
    } finally {
      await holding.close()
    }
  })

  test('D2 an answer can go on after its request was aborted', async () => {
    const deaf = createEmulator({ ...QUICK, abort: 'ignored' })
    const leaving = new AbortController()
    const response = await deaf(requestOf({ signal: leaving.signal }))
    leaving.abort()
    expect(await response.text()).toContain('STOP')
    expect(deaf.ledger).toMatchObject({ aborted: 0, open: 0 })
  })

  test('D6 runs can be ended in any order', async () => {
    const gates = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ]
    const emulator = createEmulator(QUICK)
    emulator.next(
      ...gates.map(({ promise }) => ({ silence: { at: 'after-picture', until: promise } }) as const),
    )
    const ended: number[] = []
    const runs = gates.map(async (_gate, index) => {
      await ask(emulator)
      ended.push(index)
    })
    for (const index of [2, 0, 1]) {
      gates[index]?.resolve()
      await expect.poll(() => ended).toContain(index)
    }
    await Promise.all(runs)
    expect(ended).toEqual([2, 0, 1])
  })

  test('D9 a connection can go dead without a word', async () => {
    const { code, body } = await exchange(server.port, {
      options: { silence: { at: 'picture' } },
      leaveAt: '"data": "',
    })
    expect(code).toBeUndefined()
    expect(body.includes('STOP')).toBe(false)
  })

  test('D12 headers can come without a byte of body, or with a first comment', async () => {
    const nothing = await exchange(server.port, {
      options: { silence: { at: 'start' } },
      leaveAt: '\r\n\r\n',
    })
    expect([nothing.status, nothing.body.length]).toEqual([200, 0])
    const primed = await exchange(server.port, {
      options: { silence: { at: 'start' }, noise: 'prime' },
      leaveAt: ': ok',
    })
    expect(primed.body.toString('utf8')).toBe(': ok\r\n\r\n')
  })
})

/** Rows that have a test of their own above. */
const alone = ['B1', 'C5', 'D1', 'D2', 'D6', 'D9', 'D12']

/** What no endpoint can cause. */
const notOfAServer: Readonly<Record<string, string>> = {
  C1: 'nothing answers: no name, no listener, no TLS',
  C8: 'the clock of the client',
  C9: 'the words of the client’s platform for the same break',
  D3: 'a view that unmounts',
  D4: 'a view that mounts twice',
  D5: 'a user who clicks a hundred times',
  D7: 'a tab that is hidden',
  D8: 'a page that freezes, reloads or goes',
  D10: 'the memory of a page',
  D11: 'the connections of a browser',
}

const matrix = sharedPath('vectors/faults/faults.json')
const where = matrix === null ? ' (skipped: no fault matrix; IMAGE_STREAM_SHARED says where it is)' : ''

test.skipIf(matrix === null)(`no row of the matrix is forgotten${where}`, () => {
  const { faults: rows } = JSON.parse(readFileSync(matrix ?? '', 'utf8')) as { faults: { id: string }[] }
  const asked = new Set([...faults.map(({ id }) => id), ...alone])
  const ids = rows.map(({ id }) => id).filter((id) => /^[A-D]/.test(id))
  expect(ids.filter((id) => !asked.has(id) && notOfAServer[id] === undefined)).toEqual([])
  expect(Object.keys(notOfAServer).filter((id) => asked.has(id))).toEqual([])
})
