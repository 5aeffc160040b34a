import { svelte } from '@sveltejs/vite-plugin-svelte'
import { join } from 'node:path'
import type { Component } from 'svelte'
import type { render } from 'svelte/server'
import { createServer } from 'vite'
import type { BrowserCommand } from 'vitest/node'

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** What a server sends for the component in this file of `test`. */
    renderOnServer: (file: string, props: Record<string, unknown>) => Promise<string>
  }
}

/** Lets a test in the browser have its page rendered in Node, as a server does it. */
export const renderOnServer: BrowserCommand<[file: string, props: Record<string, unknown>]> = async (
  _,
  file,
  props,
) => {
  const server = await createServer({
    root: import.meta.dirname,
    configFile: false,
    plugins: [svelte({ configFile: false })],
    server: { middlewareMode: true, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
    appType: 'custom',
    logLevel: 'error',
  })
  try {
    // What Vite loads is known by its path alone.
    const page = (await server.ssrLoadModule(join(import.meta.dirname, file))) as {
      readonly default: Component<Record<string, unknown>>
    }
    const renderer = (await server.ssrLoadModule('svelte/server')) as { readonly render: typeof render }
    return renderer.render(page.default, { props }).body
  } finally {
    await server.close()
  }
}
