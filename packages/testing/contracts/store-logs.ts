import { randomId } from '@image-stream/core/relay'
import type { LogEntry } from '@image-stream/server'
import { describe, expect, test } from 'vitest'
import {
  begin,
  bytesEntry,
  digestOf,
  lastEntry,
  newClaim,
  openStore,
  readAll,
  textEntry,
  type StoreUnderTest,
} from './store.ts'

const maxPageBytes = 1024 * 1024

/** What every store promises of logs. */
export function logTests(subject: StoreUnderTest): void {
  describe('a log', () => {
    test('is read from every position, during the run and after it', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      const entries = [...Array.from({ length: 12 }, (_, index) => textEntry(`part ${index}`)), lastEntry]
      const during = entries.map((_, after) => readAll(store, claim.runId, after))
      for (const entry of entries.slice(0, -1)) await writer.append(entry)
      await writer.end(lastEntry, 0.04)
      for (const [after, read] of during.entries())
        expect(digestOf(await read)).toEqual(digestOf(entries.slice(after)))
      for (const after of entries.keys())
        expect(digestOf(await readAll(store, claim.runId, after))).toEqual(digestOf(entries.slice(after)))
      expect(await readAll(store, claim.runId, entries.length)).toEqual([])
    })

    test('gives an entry to who waits for it as soon as it is there', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      const reader = store.read(claim.runId, 0, new AbortController().signal)[Symbol.asyncIterator]()
      for (let index = 0; index < 20; index += 1) {
        const next = reader.next()
        await writer.append(textEntry(`part ${index}`))
        expect(digestOf((await next).value ?? [])).toEqual(digestOf([textEntry(`part ${index}`)]))
      }
      const next = reader.next()
      await writer.end(lastEntry, 0)
      expect(digestOf((await next).value ?? [])).toEqual(digestOf([lastEntry]))
      expect(await reader.next()).toEqual({ done: true, value: undefined })
    })

    test('gives a picture of 4 MB back to the byte, in pages of at most 1 MiB', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      const entries = Array.from({ length: 64 }, (_, index) => bytesEntry(index))
      for (const entry of entries) await writer.append(entry)
      await writer.end(lastEntry, 0.04)
      const pages: (readonly LogEntry[])[] = []
      for await (const page of store.read(claim.runId, 0, new AbortController().signal)) pages.push(page)
      expect(digestOf(pages.flat())).toEqual(digestOf([...entries, lastEntry]))
      const sizes = pages.map((page) =>
        page.reduce((sum, { json, bytes }) => sum + json.length + (bytes?.byteLength ?? 0), 0),
      )
      expect(Math.max(...sizes)).toBeLessThanOrEqual(maxPageBytes)
      expect(pages.length).toBeLessThan(20)
    })

    test('keeps every byte and every character', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      const entries = [
        { json: '{"a":1}', bytes: Uint8Array.from({ length: 256 }, (_, index) => index) },
        { json: '{"a":2}', bytes: new Uint8Array(0) },
        { json: '{"a":3}', bytes: new TextEncoder().encode('\r\n$-1\r\n*2\r\n') },
        // A part of something larger.
        { json: '{"a":4}', bytes: new Uint8Array(1000).fill(7).subarray(10, 20) },
        textEntry('\u0000 \u2028 \r\n 🦊 \ud800'),
        textEntry(''),
      ]
      for (const entry of entries) await writer.append(entry)
      await writer.end(lastEntry, 0)
      expect(digestOf(await readAll(store, claim.runId))).toEqual(digestOf([...entries, lastEntry]))
    })

    test('can be read by fifty at once while it grows', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      const entries = [...Array.from({ length: 20 }, (_, index) => bytesEntry(index)), lastEntry]
      const readers = Array.from({ length: 50 }, (_, index) => readAll(store, claim.runId, index % 3))
      for (const entry of entries.slice(0, -1)) await writer.append(entry)
      await writer.end(lastEntry, 0.04)
      for (const [index, read] of readers.entries())
        expect(digestOf(await read)).toEqual(digestOf(entries.slice(index % 3)))
    })

    test('lets a reader go when its signal aborts, and the run goes on', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      await writer.append(textEntry('one'))
      const leaving = new AbortController()
      const leaves = readAll(store, claim.runId, 1, leaving.signal)
      const stays = readAll(store, claim.runId)
      leaving.abort(new Error('has left'))
      await expect(leaves).rejects.toThrow('has left')
      await writer.end(lastEntry, 0)
      expect(digestOf(await stays)).toEqual(digestOf([textEntry('one'), lastEntry]))
    })

    test('that ended before anything was sent ends for its readers too', async () => {
      const store = await openStore(subject)
      const released = newClaim()
      const cancelled = newClaim()
      await store.claim(released)
      await store.claim(cancelled)
      const readers = [readAll(store, released.runId), readAll(store, cancelled.runId)]
      await store.release(released.runId)
      await store.cancel({ owner: 'ann', runId: cancelled.runId })
      expect(await Promise.all(readers)).toEqual([[], []])
      expect(await store.find({ owner: 'ann', runId: released.runId })).toBe(null)
      expect(await store.find({ owner: 'ann', runId: cancelled.runId })).toBe(null)
    })

    test('takes nothing after its end', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      await writer.end(lastEntry, 0)
      await writer.append(textEntry('late'))
      await writer.end(textEntry('later'), 0)
      expect(digestOf(await readAll(store, claim.runId))).toEqual(digestOf([lastEntry]))
    })

    test('that outgrows what one run may have goes on for who reads it, and for nobody else', async () => {
      const store = await openStore(subject, { maxRunBytes: 512 * 1024 })
      const claim = newClaim()
      const writer = await begin(store, claim)
      const read = readAll(store, claim.runId)
      const entries = Array.from({ length: 40 }, (_, index) => bytesEntry(index))
      for (const entry of entries) await writer.append(entry)
      expect(writer.isBroken).toBe(true)
      await writer.end(lastEntry, 0.04)
      expect(digestOf(await read)).toEqual(digestOf([...entries, lastEntry]))
      expect(await store.find({ owner: 'ann', runId: claim.runId })).toMatchObject({
        state: 'ended',
        hasLog: false,
      })
      await expect(readAll(store, claim.runId)).rejects.toThrow(
        expect.objectContaining({ name: 'LogGoneError' }),
      )
    })
  })

  describe('a run is found', () => {
    test('by its owner alone, under its id and its key', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const { runId, key } = claim
      const writer = await begin(store, claim)
      expect(writer.isLogged).toBe(true)
      const found = { runId, key, owner: 'ann', state: 'dispatched', hasLog: true }
      expect(await store.find({ owner: 'ann', runId })).toMatchObject(found)
      expect(await store.find({ owner: 'ann', key })).toMatchObject(found)
      for (const owner of ['bob', '', 'ANN', 'ann '])
        for (const name of [
          { owner, runId },
          { owner, key },
        ])
          expect(await store.find(name)).toBe(null)
      expect(await store.find({ owner: 'ann', runId: randomId() })).toBe(null)
      expect(await store.findPictures(runId)).toMatchObject({ ...found, pictureToken: claim.pictureToken })
      expect(await store.findPictures(randomId())).toBe(null)
    })

    test('without its log once that is too old, and its key is not let in again', async () => {
      const store = await openStore(subject, { logLifeMs: 200 })
      const claim = newClaim()
      const name = { owner: 'ann', runId: claim.runId }
      const writer = await begin(store, claim)
      await writer.append(textEntry('one'))
      await writer.end(lastEntry, 0.04)
      await store.acknowledge(claim.runId)
      expect(await store.find(name)).toMatchObject({ hasLog: true, facts: '' })
      await expect.poll(() => store.find(name)).toMatchObject({ state: 'ended', hasLog: false })
      expect(await store.claim(claim)).toMatchObject({ kind: 'known', run: { hasLog: false } })
      await expect(readAll(store, claim.runId)).rejects.toThrow(
        expect.objectContaining({ name: 'LogGoneError' }),
      )
    })
  })
}
