import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'

/** Whether this machine has one; tests that need it are skipped where not, and say so. */
export const hasNginx: boolean = spawnSync('nginx', ['-v']).status === 0

if (!hasNginx) {
  // oxlint-disable-next-line no-console -- Whoever reads a green run has to know what was not run.
  console.warn('There is no nginx on this machine: the tests behind it are skipped.')
}

/** A real nginx with its own defaults, so it buffers answers, and compresses all that may be compressed. */
export async function startNginx(targetUrl: string): Promise<{
  readonly url: string
  stop(): Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'))
  const port = await findFreePort()
  await writeFile(join(folder, 'nginx.conf'), configOf(folder, port, targetUrl))
  const child = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text) => (said += String(text)))
  const url = `http://127.0.0.1:${port}`
  while (!(await isListening(url))) {
    if (child.exitCode !== null) throw new Error(`nginx ended before it listened.\n${said}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    url,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true })
    },
  }
}

function configOf(folder: string, port: number, targetUrl: string): string {
  const ownFolders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
    daemon off;
    master_process off;
    pid ${folder}/nginx.pid;
    events {}
    http {
      access_log off;
      ${ownFolders.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
      gzip on;
      gzip_min_length 0;
      gzip_proxied any;
      gzip_types *;
      server {
        listen 127.0.0.1:${port};
        location / { proxy_pass ${targetUrl}; }
      }
    }`
}

async function isListening(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).body?.cancel()
    return true
  } catch {
    return false
  }
}
