import { describe, expect, test } from 'vitest'
import { readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import type { Policy } from './index.ts'

const flash = { model: 'gemini-3.1-flash-image' }
const flashOnly: Policy = { models: ['gemini-3.1-flash-image'] }

describe('T7 what is allowed', () => {
  test.each<[what: string, policy: Policy, input: object]>([
    ['the cheapest model', {}, {}],
    ['a model of the list', flashOnly, flash],
    ['a small picture', flashOnly, { ...flash, imageSize: '512' }],
    ['a larger one of the list', { ...flashOnly, imageSizes: ['2K'] }, { ...flash, imageSize: '2K' }],
    ['any shape', {}, { aspectRatio: '21:9' }],
    ['a shape of the list', { aspectRatios: ['1:1'] }, { aspectRatio: '1:1' }],
    ['no shape, whatever the list', { aspectRatios: ['1:1'] }, {}],
    ['any thinking', {}, { thinking: { level: 'high' } }],
    ['thinking of the list', { thinkingLevels: ['minimal'] }, { thinking: { level: 'minimal' } }],
    ['thinking of no level', { thinkingLevels: [] }, {}],
  ])('%s is drawn', async (_what, policy, input) => {
    const { relay } = relayUnderTest(policy)
    expect((await readWire(await relay(runRequest({ input })))).at(-1)).toMatchObject({ type: 'done' })
  })

  test.each<[what: string, policy: Policy, input: object, field: string]>([
    ['a dearer model', {}, flash, 'model'],
    ['a larger picture', flashOnly, { ...flash, imageSize: '2K' }, 'imageSize'],
    ['the largest', { ...flashOnly, imageSizes: ['1K', '2K'] }, { ...flash, imageSize: '4K' }, 'imageSize'],
    ['another shape', { aspectRatios: ['1:1'] }, { aspectRatio: '16:9' }, 'aspectRatio'],
    ['more thinking', { thinkingLevels: ['minimal'] }, { thinking: { level: 'high' } }, 'thinking'],
  ])(
    '%s is refused before it is paid, and the page hears what is allowed',
    async (_what, policy, input, field) => {
      const { relay, emulator } = relayUnderTest(policy)
      const response = await relay(runRequest({ input }))
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { code: 'invalid-input', issues: [{ field }] } })
      expect(emulator.ledger.requests).toBe(0)
    },
  )
})
