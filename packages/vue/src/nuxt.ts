/** The one part of Nuxt that is needed: its module kit does no more. */
interface NuxtHooks {
  hook(name: 'imports:extend', extend: (imports: { name: string; from: string }[]) => void): unknown
}

/**
 * A Nuxt module: `useImageStream` needs no import in pages and components.
 *
 * @example
 * export default defineNuxtConfig({ modules: ['@image-stream/vue/nuxt'] })
 */
export default function imageStream(_options: unknown, nuxt: NuxtHooks): void {
  nuxt.hook('imports:extend', (imports) => {
    imports.push({ name: 'useImageStream', from: '@image-stream/vue' })
  })
}
