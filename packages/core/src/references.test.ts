import { expect, test } from 'vitest'
import { pngBytes } from '../test/wire.ts'
import { readReferences } from './references.ts'

const png = pngBytes(2, 3)
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46])

test('the type is what the bytes say, whatever the file claims', async () => {
  const references = await readReferences([
    { image: new File([png], 'fox.gif', { type: 'image/gif' }) },
    { image: jpeg, label: 'sky' },
    { image: jpeg.buffer },
  ])
  expect(references.map(({ mediaType, label }) => [mediaType, label])).toEqual([
    ['image/png', undefined],
    ['image/jpeg', 'sky'],
    ['image/jpeg', undefined],
  ])
})

test('bytes that are overwritten later were copied', async () => {
  const bytes = pngBytes(2, 3)
  const [reference] = await readReferences([{ image: bytes }])
  bytes.fill(0)
  expect(new Uint8Array(await reference!.blob.arrayBuffer())).toEqual(png)
})

test('a file that is no JPEG, PNG or WebP is refused by its place', async () => {
  const svg = new File(['<svg/>'], 'a.png', { type: 'image/png' })
  await expect(readReferences([{ image: png }, { image: svg }])).rejects.toMatchObject({
    code: 'invalid-input',
    advice: 'change-image',
    issues: [{ field: 'images[1]', allowed: ['image/jpeg', 'image/png', 'image/webp'] }],
  })
})

test('a picture of more than 7 MB is too large', async () => {
  const image = pngBytes(2, 3, 7 * 1024 * 1024 + 1)
  await expect(readReferences([{ image }])).rejects.toMatchObject({ code: 'too-large', billed: 'no' })
})

test('pictures that fit one by one can be too large together', async () => {
  const image = pngBytes(2, 3, 6 * 1024 * 1024)
  await expect(readReferences([{ image }, { image }, { image }])).rejects.toMatchObject({ code: 'too-large' })
})
