import assert from 'node:assert/strict'
import { createImageStream, type FetchHandler, type RunResult } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { listenEmulator } from '@image-stream/emulator/node'
import type { Fault, FaultContext } from '../../fault.ts'
import { secretKey } from '../../observe-run.ts'
import type { Random } from '../../random.ts'

const subjects = [
  'fox',
  'lighthouse',
  'whale',
  'teapot',
  'bicycle',
  'owl',
  'cactus',
  'piano',
  'castle',
  'kite',
]
const orders = 50

/** How a run is made to end: as it would, or before its end. */
type Ending = 'drawn' | 'stopped' | 'cut'

export const manyRuns: Fault = {
  id: 'D6',
  title: 'ten runs at once that end in any order: nobody gets what is another’s',
  parallel: 4,
  async *cases(context) {
    const ask = await openBench(context)
    const { random } = context
    for (let round = 0; round < orders; round += 1) {
      const order = random.shuffled(subjects)
      const endings = new Map(order.map((subject) => [subject, endingOf(random)]))
      yield { name: `order ${round}: ${order.join(' ')}`, run: () => endInOrder(order, endings, ask) }
    }
  },
}

function endingOf(random: Random): Ending {
  return random.pick(['drawn', 'drawn', 'drawn', 'stopped', 'cut'])
}

/** One stream for one subject. Its answer is held back in the middle until it may end. */
interface Asked {
  readonly result: Promise<RunResult>
  end(how: Ending): void
  dispose(): void
}

async function endInOrder(
  order: readonly string[],
  endings: ReadonlyMap<string, Ending>,
  { ask, drawnAlone }: Bench,
): Promise<void> {
  const asked = new Map(subjects.map((subject) => [subject, ask(subject)]))
  const settled: string[] = []
  for (const [subject, { result }] of asked) void result.then(() => settled.push(subject))
  for (const [index, subject] of order.entries()) {
    const ending = endings.get(subject) ?? 'drawn'
    const run = asked.get(subject)
    run?.end(ending)
    const result = await run?.result
    assert.deepEqual(settled, order.slice(0, index + 1), 'runs end when they are made to, and only they')
    if (ending === 'cut') assert.ok(result?.status === 'error' && result.error.code === 'truncated')
    else if (ending === 'stopped') assert.equal(result?.status, 'stopped')
    else {
      assert.ok(result?.status === 'success')
      assert.ok((await result.image.bytes()).length > 0)
      assert.deepEqual(await result.image.bytes(), drawnAlone.get(subject), `it is the ${subject}`)
      assert.ok(result.thoughts.toLowerCase().includes(subject), `its thoughts are of the ${subject}`)
    }
  }
  for (const run of asked.values()) run.dispose()
}

interface Bench {
  readonly ask: (subject: string) => Asked
  /** The picture of each subject, drawn when nothing else was. */
  readonly drawnAlone: ReadonlyMap<string, Uint8Array>
}

async function openBench({ defer }: FaultContext): Promise<Bench> {
  const { url, close } = await listenEmulator({ pace: 'instant', pictureSize: 'small', thoughts: 'always' })
  defer(close)
  function ask(subject: string): Asked {
    const gate = Promise.withResolvers<Ending>()
    const transport = gemini({ apiKey: secretKey, baseUrl: url, fetch: gated(gate.promise) })
    const stream = createImageStream({ transport })
    const dispose = stream.retain()
    return {
      result: stream.generate(`A ${subject}`),
      end(how) {
        if (how === 'stopped') stream.stop()
        gate.resolve(how)
      },
      dispose,
    }
  }
  const drawnAlone = new Map<string, Uint8Array>()
  for (const subject of subjects) {
    const run = ask(subject)
    run.end('drawn')
    const result = await run.result
    assert.ok(result.status === 'success')
    drawnAlone.set(subject, await result.image.bytes())
    run.dispose()
  }
  assert.equal(new Set([...drawnAlone.values()].map(String)).size, subjects.length, 'all pictures differ')
  return { ask, drawnAlone }
}

/** A `fetch` whose answers stop after their first bytes until the gate opens, and end there when they are to be cut. */
function gated(gate: Promise<Ending>): FetchHandler {
  return async (request) => {
    const response = await fetch(request)
    let isFirst = true
    const pass = new TransformStream<Uint8Array, Uint8Array>({
      async transform(bytes, controller) {
        if (!isFirst && (await gate) === 'cut') return controller.terminate()
        isFirst = false
        // Half of it, so that there is always something to hold back.
        const half = Math.ceil(bytes.length / 2)
        controller.enqueue(bytes.subarray(0, half))
        if ((await gate) === 'cut') return controller.terminate()
        controller.enqueue(bytes.subarray(half))
      },
    })
    return new Response(response.body?.pipeThrough(pass), response)
  }
}
