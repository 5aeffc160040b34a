import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { commands, page } from 'vitest/browser'
import { drawInPage } from '../test/drawn-in-page.ts'
import { canCopyImage, copyImage } from './copy-image.ts'
import { createImage, type GeneratedImage } from './image.ts'
import { createRemoteImage } from './remote-image.ts'

beforeEach(() => commands.allowClipboard())

/** As a user does it: with a click. */
async function copyByClick(image: GeneratedImage): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const button = document.body.appendChild(document.createElement('button'))
  onTestFinished(() => button.remove())
  button.textContent = 'Copy'
  button.addEventListener('click', () => void copyImage(image).then(resolve, reject))
  await Promise.all([promise, page.getByRole('button', { name: 'Copy' }).click()])
}

async function pasted(type: string): Promise<Blob> {
  const [item] = await navigator.clipboard.read()
  if (!item) throw new Error('Nothing was copied.')
  return item.getType(type)
}

test('a JPEG is copied as a PNG of the same pixels, and beside it as it is', async () => {
  const image = await drawInPage()
  expect(image.mediaType).toBe('image/jpeg')
  expect(canCopyImage()).toBe(true)
  await copyByClick(image)

  expect(await pixelsOf(await pasted('image/png'))).toEqual(await pixelsOf(await image.blob()))
  const original = await pasted('web image/jpeg')
  expect(new Uint8Array(await original.arrayBuffer())).toEqual(await image.bytes())
})

test('a PNG is copied without being drawn', async () => {
  const canvas = new OffscreenCanvas(8, 6)
  canvas.getContext('2d')?.fillRect(0, 0, 4, 4)
  const data = await canvas.convertToBlob()
  const draw = vi.spyOn(window, 'createImageBitmap')
  onTestFinished(() => draw.mockRestore())
  const image = createImage({ id: 'a', mediaType: 'image/png', width: 8, height: 6, data })
  await copyByClick(image)
  expect(draw).not.toHaveBeenCalled()
  expect(await pixelsOf(await pasted('image/png'))).toEqual(await pixelsOf(data))
})

test('a picture that has to be fetched, and cannot be, is an error of ours', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })))
  onTestFinished(() => void vi.unstubAllGlobals())
  const fields = { id: 'a', mediaType: 'image/jpeg', width: 8, height: 6, byteLength: 0 } as const
  const image = createRemoteImage({ ...fields, url: 'https://pictures.example/a.jpg' })
  await expect(copyByClick(image)).rejects.toMatchObject({ code: 'expired' })
})

test('a picture that cannot be decoded is not copied', async () => {
  const data = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])])
  const image = createImage({ id: 'a', mediaType: 'image/jpeg', width: 8, height: 6, data })
  await expect(copyByClick(image)).rejects.toBeInstanceOf(DOMException)
})

test('where no picture can be copied it says so', async () => {
  vi.stubGlobal('ClipboardItem', undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
  expect(canCopyImage()).toBe(false)
  const image = await drawInPage()
  await expect(copyImage(image)).rejects.toMatchObject({ name: 'NotSupportedError' })
})

async function pixelsOf(blob: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(blob)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  if (!context) throw new Error('There is no canvas.')
  context.drawImage(bitmap, 0, 0)
  return context.getImageData(0, 0, bitmap.width, bitmap.height)
}
