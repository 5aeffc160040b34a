import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { outputFolder } from '../packed.ts'
import { packedPlugin } from '../size/bundle.ts'

/** Where the pages' modules lie. */
export const pagesFolder: string = join(outputFolder, 'pages')

/** One module for each page, as it would be published; unminified, functions keep their names. */
export async function buildPages({ minify = true }: { readonly minify?: boolean } = {}): Promise<void> {
  const folder = join(import.meta.dirname, '../pages')
  const modules = readdirSync(folder).filter((name) => !['harness.tsx', 'by-hand.tsx'].includes(name))
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [packedPlugin()],
    build: {
      outDir: pagesFolder,
      emptyOutDir: true,
      target: 'es2023',
      minify,
      modulePreload: false,
      // The size of each is not the point here.
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        input: Object.fromEntries(modules.map((name) => [name.replace(/\.tsx$/, ''), join(folder, name)])),
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[hash].js' },
      },
    },
  })
}
