import { once } from 'node:events'
import type { RequestListener } from 'node:http'

/** The least that stands between a page and an upstream: with back-pressure, and without a look at the bytes. */
export function passOn(upstream: string): RequestListener {
  return (request, response) => {
    void pass().catch(() => response.destroy())
    async function pass(): Promise<void> {
      const asked: Buffer[] = []
      for await (const bytes of request) asked.push(bytes as Buffer)
      const answer = await fetch(upstream, { method: 'POST', body: Buffer.concat(asked) })
      response.writeHead(answer.status, { 'content-type': 'text/event-stream' })
      for await (const bytes of answer.body ?? []) if (!response.write(bytes)) await once(response, 'drain')
      response.end()
    }
  }
}
