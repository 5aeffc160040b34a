import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Switches } from '@image-stream/emulator'
import type { Fault, FaultCase } from '../../fault.ts'
import { openEndpoint } from '../../gemini-endpoint.ts'
import { expectError, observeRun, secretKey, type ObservedRun } from '../../observe-run.ts'
import { gemini } from '@image-stream/core/gemini'
import { answering, base64, finish, parts, pngBytes, sse } from '../../../../../packages/core/test/wire.ts'
import { sharedPath } from '../../../../../scripts/shared-folder.ts'

const payloads: readonly NonNullable<Switches['payload']>[] = [
  'truncated',
  'bad-alphabet',
  'bad-padding',
  'url-safe',
  'white-space',
  'empty',
]

/** Where the damaged picture stands, and how it comes. */
const places: Readonly<Record<string, Switches>> = {
  'the answer': {},
  'the only draft': { thoughtImages: 'only' },
}
const pieces = { 'as it is sent': Infinity, 'in pieces of 7 bytes': 7 } as const

export const damagedBase64: Fault = {
  id: 'B6',
  title: 'a picture whose base64 is damaged',
  async *cases(context) {
    const endpoint = await openEndpoint(context)
    for (const payload of payloads)
      for (const [place, switches] of Object.entries(places))
        for (const [how, pieceBytes] of Object.entries(pieces))
          yield {
            name: `${payload} in ${place}, ${how}`,
            run: async () => expectDamaged(await endpoint.ask({ payload, ...switches }, { pieceBytes })),
          }
    yield* vectors()
  },
}

function expectDamaged(run: ObservedRun): void {
  const error = expectError(run, { code: 'bad-image', phase: 'decode', billed: 'maybe' })
  assert.match(error.message, /\b\d+ bytes\b/, 'the message says how many bytes there were')
  assert.deepEqual([error.partial.images, error.partial.drafts], [[], []])
  assert.ok(!run.events.some(({ type }) => type === 'image-ready'), 'nothing was ready to be shown')
}

/** What no forgiving decoder takes must not be taken by a strict one: each behind the bytes of a good picture. */
function* vectors(): Generator<FaultCase> {
  const path = sharedPath('vectors/base64/wpt-forgiving-base64.json')
  if (path === null) return
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly cases: readonly (readonly [text: string, bytes: readonly number[] | null])[]
  }
  // 66 bytes are 88 characters without padding: what follows them is looked at by itself.
  const good = base64(pngBytes(8, 6, 66))
  for (const [text] of cases.filter(([, bytes]) => bytes === null))
    yield {
      name: `vector ${JSON.stringify(text)}`,
      async run() {
        const inlineData = { mimeType: 'image/png', data: good + text }
        const { fetch } = answering(sse(parts({ inlineData }), finish('STOP')))
        expectDamaged(await observeRun('A fox', { transport: gemini({ apiKey: secretKey, fetch }) }))
      },
    }
}
