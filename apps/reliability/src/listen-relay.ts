import { createServer } from 'node:http'
import { createImageRelay, type ImageRelay, type ImageRelayOptions } from '@image-stream/server'
import { toNodeListener } from '@image-stream/server/node'
import { secretKey } from './observe-run.ts'
import { noCaps } from './relayed.ts'
import { listen } from './listen.ts'
import type { FaultContext } from './fault.ts'
import { ownerOf } from './faults/e/relay-processes.ts'

/** A relay of this process on a real socket, closed after the last case. */
export async function listenRelay(
  context: Pick<FaultContext, 'defer'>,
  upstreamUrl: string,
  options: ImageRelayOptions = {},
): Promise<{ readonly api: string; readonly relay: ImageRelay }> {
  const relay = createImageRelay({
    apiKey: secretKey,
    upstream: { baseUrl: upstreamUrl, maxRetries: 0 },
    authorize: ownerOf,
    limits: noCaps,
    onError() {},
    ...options,
  })
  const port = await listen(context, createServer(toNodeListener(relay)))
  context.defer(() => relay.close())
  return { api: `http://127.0.0.1:${port}/api/images`, relay }
}
