import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import type { Fault, FaultCase } from './fault.ts'
import { runFault, type FaultReport } from './run-fault.ts'

function run(cases: readonly FaultCase[], more: Partial<Fault> = {}, named?: string): Promise<FaultReport> {
  const fault: Fault = { id: 'X1', title: 'a trial', cases: () => cases, ...more }
  return runFault(fault, { seed: 1, sample: more.sampleSize !== undefined, named })
}

const pass = (name: string): FaultCase => ({ name, run: () => {} })

test('counts executions, and names what failed', async () => {
  const broken = { name: 'broken', run: () => Promise.reject(new Error('not held')) }
  const many = { name: 'many', run: () => 40 }
  const { executions, failures } = await run([pass('one'), many, broken])
  expect(executions).toBe(42)
  expect(failures).toMatchObject([{ name: 'broken', message: expect.stringContaining('not held') }])
})

test('a sample is the same for the same seed', async () => {
  const ran: string[][] = []
  for (let round = 0; round < 2; round += 1) {
    const names: string[] = []
    const cases = Array.from({ length: 50 }, (_, index) => ({
      name: `case ${index}`,
      run: () => void names.push(`case ${index}`),
    }))
    await run(cases, { sampleSize: 5 })
    ran.push(names)
  }
  expect(ran[0]).toHaveLength(5)
  expect(ran[0]).toEqual(ran[1])
})

test('a case that hangs is a failure', async () => {
  const { failures } = await run([{ name: 'waits', run: () => new Promise(() => {}) }], { caseTimeoutMs: 20 })
  expect(failures).toMatchObject([{ name: 'waits', message: expect.stringContaining('Hung') }])
})

test('an open case is none, until it holds', async () => {
  const open = 'the limit is not there yet'
  const fails = { name: 'fails', open, run: () => Promise.reject(new Error('of course')) }
  expect(await run([fails])).toMatchObject({ failures: [], open: [{ name: 'fails', reason: open }] })
  expect(await run([{ ...pass('holds'), open }])).toMatchObject({ failures: [{ name: 'holds' }], open: [] })
})

test('nothing to run is a failure', async () => {
  expect((await run([])).failures).toHaveLength(1)
  expect((await run([pass('one')], {}, 'two')).failures).toHaveLength(1)
})

test('what is left behind is a failure: object URLs, servers, rejections that nobody hears', async () => {
  const server = createServer()
  const leaks = [
    { name: 'url', run: () => void URL.createObjectURL(new Blob(['x'])) },
    { name: 'server', run: () => new Promise<void>((resolve) => server.listen(0, resolve)) },
    { name: 'warning', run: () => process.emitWarning('too many listeners') },
  ]
  const { failures } = await run(leaks)
  server.close()
  const text = failures.map(({ message }) => message).join('\n')
  expect(text).toContain('1 object URLs were not revoked')
  expect(text).toContain('TCPServerWrap')
  expect(text).toContain('too many listeners')
})

test('what the cases share is closed after the last one', async () => {
  const order: string[] = []
  await run([], {
    cases({ defer }) {
      defer(() => order.push('closed first'))
      defer(() => order.push('closed second'))
      return [{ name: 'only', run: () => void order.push('ran') }]
    },
  })
  expect(order).toEqual(['ran', 'closed second', 'closed first'])
})
