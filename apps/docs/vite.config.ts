import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

import { imageApi } from './server/image-api.ts'

export default defineConfig({
  plugins: [react(), imageApi()],
})
