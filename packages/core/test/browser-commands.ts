/// <reference types="@vitest/browser-playwright" />
import { readFile } from 'node:fs/promises'
import type { Download } from 'playwright'
import type { BrowserCommand } from 'vitest/node'

/** A file that the browser has saved. */
interface SavedFile {
  readonly name: string
  /** base64 */
  readonly content: string
}

declare module 'vitest/browser' {
  interface BrowserCommands {
    allowClipboard: () => Promise<void>
    /** To be called before anything is saved. */
    watchDownloads: () => Promise<void>
    /** The next file that was saved, as it lies on the disk. */
    nextDownload: () => Promise<SavedFile>
  }
}

export const allowClipboard: BrowserCommand<[]> = ({ context }) =>
  context.grantPermissions(['clipboard-read', 'clipboard-write'])

const saved = new WeakMap<object, Promise<Download>>()

export const watchDownloads: BrowserCommand<[]> = ({ page }) => {
  saved.set(page, page.waitForEvent('download'))
}

export const nextDownload: BrowserCommand<[]> = async ({ page }): Promise<SavedFile> => {
  const download = await saved.get(page)
  if (!download) throw new Error('Downloads are not watched.')
  return { name: download.suggestedFilename(), content: await readFile(await download.path(), 'base64') }
}
