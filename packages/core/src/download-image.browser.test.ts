import { expect, onTestFinished, test, vi } from 'vitest'
import { commands } from 'vitest/browser'
import { drawInPage } from '../test/drawn-in-page.ts'
import { fromBase64 } from './base64.ts'
import { downloadImage } from './download-image.ts'
import { imageFileName } from './image-file-name.ts'
import { createRemoteImage } from './remote-image.ts'

test('the file is the very bytes of the picture, content credentials and all, under its name', async () => {
  const image = await drawInPage()
  const bytes = await image.bytes()
  expect(image.mediaType).toBe('image/jpeg')
  expect(new TextDecoder('latin1').decode(bytes)).toContain('c2pa.claim')

  await commands.watchDownloads()
  // In ASCII: without a UTF-8 locale Chromium itself can write no other names.
  await downloadImage(image, { name: imageFileName(image, 'Foxes in the snow') })
  const { name, content } = await commands.nextDownload()
  expect(name).toBe('foxes-in-the-snow.jpg')
  expect(fromBase64(content)).toEqual(bytes)
})

test('without a name it is a picture', async () => {
  await commands.watchDownloads()
  await downloadImage(await drawInPage())
  expect((await commands.nextDownload()).name).toBe('picture.jpg')
})

test('its URL is revoked when the browser has read it', async () => {
  const image = await drawInPage()
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const revoke = vi.spyOn(URL, 'revokeObjectURL')
  onTestFinished(() => revoke.mockRestore())
  await commands.watchDownloads()
  await downloadImage(image)
  await commands.nextDownload()
  expect(revoke).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect(revoke.mock.calls).toEqual([[expect.stringMatching(/^blob:/)]])
})

test('a picture that is no longer at its address is not saved, and the error says so', async () => {
  const url = new URL('/no-such-picture.png', location.href).href
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })))
  onTestFinished(() => void vi.unstubAllGlobals())
  const image = createRemoteImage({
    id: 'a',
    url,
    mediaType: 'image/png',
    width: 8,
    height: 6,
    byteLength: 0,
  })
  await expect(downloadImage(image)).rejects.toMatchObject({ code: 'expired' })
})
