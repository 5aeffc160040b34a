import { resolveObjectURL } from 'node:buffer'
import { createImageStream, type ImageStreamOptions, type Snapshot } from '@image-stream/core'

export interface ViewedRun {
  readonly status: Snapshot['status']
  /** Object URLs that were read for the screen, and those of them that still lead to a picture. */
  readonly madeUrls: number
  readonly liveUrls: number
}

/** One run as a page has it: every picture is shown as soon as it is there, and then the page goes. */
export async function viewRun(options: ImageStreamOptions): Promise<ViewedRun> {
  const stream = createImageStream(options)
  const urls = new Set<string>()
  const show = ({ images, drafts, error }: Snapshot): void => {
    const partial = error ? [...error.partial.images, ...error.partial.drafts] : []
    for (const { url } of [...images, ...drafts, ...partial]) urls.add(url)
  }
  const letGo = stream.retain()
  const unsubscribe = stream.subscribe(show)
  const { status } = await stream.generate('A fox')
  show(stream.getSnapshot())
  unsubscribe()
  letGo()
  // Letting go takes a task, as a framework may come back in the same one.
  await new Promise((resolve) => setTimeout(resolve, 1))
  const live = [...urls].filter((url) => resolveObjectURL(url) !== undefined)
  return { status, madeUrls: urls.size, liveUrls: live.length }
}
