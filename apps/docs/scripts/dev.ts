// `pnpm dev`: Storybook on one port, one address on the screen.
// HOST and PORT choose another place; further arguments go to `storybook dev`.
import { painter } from '../server/painter.ts'
import { freePort, startStorybook } from './storybook.ts'

const FIRST_PORT = 6006

const port = process.env['PORT'] ? Number(process.env['PORT']) : await freePort(FIRST_PORT)
const host = process.env['HOST']

console.log('Starting Storybook …')
const storybook = await startStorybook({ port, ...(host ? { host } : {}), args: process.argv.slice(2) })
console.log(
  painter() === 'Google'
    ? 'Google draws, and bills, as GEMINI_API_KEY is set.'
    : 'The emulator draws: no key, no network. Set GEMINI_API_KEY to draw with Google.',
)
console.log(`\n  image-stream is at ${storybook.url}\n`)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void storybook.stop())
}
storybook.child.on('exit', (code) => {
  process.exitCode = code ?? 0
})
