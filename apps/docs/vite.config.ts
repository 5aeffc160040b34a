import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

import { imageApi } from './server/image-api.ts'

export default defineConfig({
  plugins: [react(), imageApi()],
  // A build of the static site beside a running playground must not reload it and lose its run.
  server: { watch: { ignored: ['**/storybook-static/**'] } },
})
