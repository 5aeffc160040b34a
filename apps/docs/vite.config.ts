import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

import { imageApi } from './server/image-api.ts'

export default defineConfig({
  plugins: [react(), vue(), svelte({ configFile: false }), imageApi()],
  // A build of the static site beside a running playground must not reload it and lose its run.
  server: { watch: { ignored: ['**/storybook-static/**'] } },
})
