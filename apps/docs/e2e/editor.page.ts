import { readFile } from 'node:fs/promises'

import type { FileChooser, Locator, Page } from 'playwright'

import { tabTo } from './keyboard.ts'
import { storyUrl } from './test.ts'

/** The editor as a visitor knows it who has no pointer. */
export interface EditorPage {
  readonly prompt: Locator
  /** The page's live region. */
  readonly spoken: Locator
  readonly turns: Locator
  /** The turn that is shown. */
  readonly head: Locator
  readonly tool: (name: string) => Locator
  /** Walks to a tool and presses it. */
  readonly use: (name: string) => Promise<void>
  /** Walks to the prompt, writes and sends; waits for the picture. */
  readonly change: (prompt: string) => Promise<void>
  /** Chooses a file for the tool. */
  readonly give: (tool: string, file: Parameters<FileChooser['setFiles']>[0]) => Promise<void>
  readonly levels: () => Promise<readonly (string | null)[]>
}

export async function openEditor(page: Page, framework: string): Promise<EditorPage> {
  await page.goto(storyUrl(`demos-editor--${framework.toLowerCase()}`))
  const turns = page.getByRole('treeitem')
  const editor: EditorPage = {
    prompt: page.getByRole('textbox', { name: 'Prompt' }),
    spoken: page.getByRole('status'),
    turns,
    head: page.getByRole('treeitem', { selected: true }),
    tool: (name) => page.locator('.tools').getByRole('button', { name, exact: true }),
    async use(name) {
      await tabTo(page, editor.tool(name))
      await page.keyboard.press('Enter')
    },
    async change(prompt) {
      await tabTo(page, editor.prompt)
      await page.keyboard.type(prompt)
      await page.keyboard.press('Control+Enter')
      await editor.head.filter({ hasText: prompt }).waitFor()
    },
    async give(name, file) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), editor.use(name)])
      await chooser.setFiles(file)
    },
    levels: () => turns.evaluateAll((items) => items.map((item) => item.getAttribute('aria-level'))),
  }
  await editor.prompt.waitFor()
  return editor
}

/** What the browser saves while something is done: its name, where it lies, and its bytes. */
export async function saved(page: Page, act: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  const path = await download.path()
  return { name: download.suggestedFilename(), path, bytes: await readFile(path) }
}
