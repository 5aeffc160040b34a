import assert from 'node:assert/strict'
import type { Switches } from '@image-stream/emulator'
import type { Fault } from '../../fault.ts'
import { openEndpoint } from '../../gemini-endpoint.ts'
import { expectSuccess } from '../../observe-run.ts'

/** Where the counts stand, and whether a price can be known from them. */
const usages: Readonly<Record<NonNullable<Switches['usage']>, boolean>> = {
  every: true,
  last: true,
  separate: true,
  middle: true,
  twice: true,
  shrinking: true,
  missing: false,
  negative: false,
  'as-string': false,
}

export const usage: Fault = {
  id: 'B10',
  title: 'token counts that are missing, odd, early, late or doubled',
  sampleSize: 18,
  async *cases(context) {
    const endpoint = await openEndpoint(context)
    for (const flavour of ['google', 'vertex'] as const)
      for (const [name, isKnown] of Object.entries(usages) as [keyof typeof usages, boolean][])
        yield {
          name: `${name} from ${flavour}`,
          async run() {
            const run = await endpoint.ask({ usage: name, flavour })
            const success = expectSuccess(run)
            if (isKnown) {
              assert.ok(success.cost && success.cost.usd > 0.03, `a picture costs ${success.cost?.usd}`)
              return assert.deepEqual(success.warnings, [])
            }
            assert.equal(success.cost, null, 'a cost that is not known is not 0')
            for (const count of Object.values(success.usage ?? {}))
              assert.ok(count === null || count > 0, `a count that is not known is ${count}`)
            assert.deepEqual(
              success.warnings.map(({ code }) => code),
              ['usage-unknown'],
            )
          },
        }
  },
}
