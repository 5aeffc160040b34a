import { createEmulator } from '@image-stream/emulator'
import { expect, test } from 'vitest'
import { commands, page } from 'vitest/browser'
import { copy, download, share } from 'readme:picture-buttons.ts'
import { beforeAndAfter } from 'readme:before-and-after.ts'
import { gemini } from '../src/gemini/index.ts'
import { createImageStream, type ImageStream } from '../src/image-stream.ts'

function newStream(): ImageStream {
  const fetch = createEmulator({ pace: 'instant', pictureSize: 'small' })
  return createImageStream({ transport: gemini({ apiKey: 'test', dangerouslyAllowBrowser: true, fetch }) })
}

test('the buttons do nothing without a picture, and save, copy and share one', async () => {
  await commands.allowClipboard()
  const stream = newStream()
  await Promise.all([download, copy, share].map((press) => press(stream.getSnapshot())))

  await stream.generate('A fox in a paper boat')
  await commands.watchDownloads()
  await download(stream.getSnapshot())
  expect((await commands.nextDownload()).name).toBe('a-fox-in-a-paper-boat.jpg')
  // A click, as browsers let nobody else write to the clipboard.
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const button = document.body.appendChild(document.createElement('button'))
  button.addEventListener('click', () => void copy(stream.getSnapshot()).then(resolve, reject))
  await Promise.all([promise, page.getByRole('button').click()])
  button.remove()
  const [item] = await navigator.clipboard.read()
  expect(item?.types).toContain('image/png')
  // This browser shares nothing, and the button knows.
  await share(stream.getSnapshot())
})

test('before and after', async () => {
  const stream = newStream()
  await stream.generate({ prompt: 'A fox in a paper boat', aspectRatio: '1:1' })
  expect(beforeAndAfter(stream.getSnapshot())).toBeNull()
  await stream.edit('Make it night')
  expect(beforeAndAfter(stream.getSnapshot())).toEqual({
    alt: 'A fox in a paper boat – Make it night',
    changes: ['Make it night'],
    canOverlay: true,
  })
})
