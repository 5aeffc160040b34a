import { createEmulator } from '@image-stream/emulator'
import { expect, onTestFinished, test, vi } from 'vitest'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import type { ImageRelay } from '../src/index.ts'
import { credits, rows } from './application/db.ts'
import { behind, request } from './application/next.ts'
import { objects } from './application/s3.ts'
import { followRequest, picturePaths, pictureRequest } from './kept-runs.ts'
import { readWire, runRequest } from './relay-under-test.ts'
import { hasRedis, startRedis } from './redis-server.ts'

const hasUsage = sharedPath('USAGE.md') !== null

/** Code of the usage page, which is not resolved where there is none. */
async function codeOf(name: string): Promise<Record<string, ImageRelay>> {
  return (await import(/* @vite-ignore */ `usage:${name}`)) as Record<string, ImageRelay>
}

function drawnByEmulator(): void {
  vi.stubEnv('GEMINI_API_KEY', 'test')
  vi.stubGlobal('fetch', createEmulator({ pace: 'instant', pictureSize: 'small' }))
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.unstubAllEnvs()
  })
}

test.skipIf(!hasUsage)('S3 and billing, as section 13 writes them', async () => {
  drawnByEmulator()
  const relay = (await codeOf('section 13 0.ts'))['relay']!
  const headers = { cookie: 'session=ann' }
  const input = { prompt: 'a fox', metadata: { projectId: 'p1' } }
  const events = await readWire(await relay(runRequest({ headers, input })))
  const id = String(events[0]!['runId'])
  const Key = `ann/${id}/0.png`
  const urls = [`https://cdn.example.com/${Key}`]
  expect(events.at(-2)).toEqual({ type: 'saved', urls, data: { pictureId: id } })
  expect(objects.get(Key)).toMatchObject({ ContentType: 'image/png' })
  const drawn = events.flatMap(({ type, bytes }) =>
    type === 'image-data' ? [Buffer.from(String(bytes), 'base64')] : [],
  )
  expect(Buffer.compare(objects.get(Key)!.Body, Buffer.concat(drawn))).toBe(0)
  expect(rows).toEqual([
    ['hold', 'ann', id, expect.closeTo(0.107, 2)],
    ['settle', id, expect.closeTo(0.034, 2)],
    [
      'picture',
      expect.objectContaining({ id, owner: 'ann', parentId: null, prompt: 'a fox', projectId: 'p1', urls }),
    ],
  ])
  credits.usd = 0
  const refused = await relay(runRequest({ headers, input }))
  expect([refused.status, await refused.json()]).toEqual([402, { message: 'No credits left.' }])
  expect((await relay(runRequest({ input }))).status).toBe(401)
})

test.skipIf(!hasUsage || !hasRedis)('a route in Next, as section 2 writes it', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  vi.stubEnv('REDIS_URL', redis.url)
  drawnByEmulator()
  const { GET, POST } = await codeOf('app-api-images-[...run]-route.ts')
  expect((await POST!(runRequest())).status).toBe(401)
  request.session = 'ann'
  const first = await readWire(await POST!(runRequest()))
  expect(first.at(-1)).toMatchObject({ type: 'done' })
  const id = String(first[0]!['runId'])
  expect(await readWire(await GET!(followRequest({ id }, { after: 1 })))).toEqual(first.slice(1))
  expect((await GET!(pictureRequest(picturePaths(first)[0]!))).headers.get('content-type')).toBe('image/png')
  const edit = await readWire(await POST!(runRequest({ input: { prompt: 'in red', from: id } })))
  expect(edit.at(-1)).toMatchObject({ type: 'done' })
  await Promise.all(behind)
  expect(behind.length).toBeGreaterThanOrEqual(2)
})
