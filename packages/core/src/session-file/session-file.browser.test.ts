import { createEmulator } from '@image-stream/emulator'
import { expect, test } from 'vitest'
import { gemini } from '../gemini/index.ts'
import { createImageStream } from '../image-stream.ts'
import { loadSession, saveSession } from './index.ts'

test('in a browser: what is drawn, changed and saved in one page goes on in another, with nothing lost', async () => {
  const fetch = createEmulator({ pace: 'instant' })
  const transport = gemini({ apiKey: 'test', dangerouslyAllowBrowser: true, fetch })
  const stream = createImageStream({ transport })
  await stream.generate('A fox in a paper boat')
  await stream.edit('Make it night')
  const file = await saveSession(stream.getSnapshot())

  const other = createImageStream({ transport })
  other.load(await loadSession(new File([file], 'fox.image-stream.zip')))
  const [image, loaded] = [stream.getSnapshot().image, other.getSnapshot().image]
  expect(loaded?.toJSON()).toEqual(image?.toJSON())
  expect(await loaded?.bytes()).toEqual(await image?.bytes())
  const element = new Image()
  element.src = loaded?.url ?? ''
  await element.decode()
  expect(element.naturalWidth).toBe(loaded?.width)
  // The emulator takes no signature back that was changed.
  expect(await other.edit('Add stars')).toMatchObject({ status: 'success', warnings: [] })
})
