import { createHash } from 'node:crypto'
import { idempotencyHeader, lastEventIdHeader } from '@image-stream/core/relay'
import { ownerHeader } from './relay-processes.ts'

/** One event as it is on the wire: its number, and its line. */
export interface Frame {
  readonly id: number
  readonly data: string
}

/** How a run is asked for without the library: by its id, or by its key. */
export interface Following {
  readonly api: string
  readonly runId?: string
  readonly key?: string
  readonly after?: number | string
  readonly owner?: string
  readonly method?: string
  readonly body?: BodyInit
  readonly signal?: AbortSignal
}

export function ask({ api, runId, key, after, owner, ...init }: Following): Promise<Response> {
  const headers = new Headers()
  if (key !== undefined) headers.set(idempotencyHeader, key)
  if (after !== undefined) headers.set(lastEventIdHeader, String(after))
  if (owner !== undefined) headers.set(ownerHeader, owner)
  return fetch(runId === undefined ? `${api}/runs` : `${api}/runs/${runId}`, { headers, ...init })
}

/** What a page sends for a prompt. */
export function formOf(prompt: string): FormData {
  const form = new FormData()
  form.append('input', JSON.stringify({ prompt, labels: [] }))
  return form
}

export function framesOf(text: string): readonly Frame[] {
  return [...text.matchAll(/^data: (.*)\nid: (\d+)$/gm)].map(([, data = '', id]) => ({
    data,
    id: Number(id),
  }))
}

/** Reads an answer as it comes. `onFrame` may leave it, by what it returns: false. */
export async function readFrames(
  response: Response,
  onFrame: (frame: Frame) => boolean | void = () => {},
): Promise<readonly Frame[]> {
  const decoder = new TextDecoder()
  const frames: Frame[] = []
  let text = ''
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    const last = text.lastIndexOf('\n\n')
    if (last === -1) continue
    const end = last + 2
    for (const frame of framesOf(text.slice(0, end))) {
      frames.push(frame)
      if (onFrame(frame) === false) return frames
    }
    text = text.slice(end)
  }
  return frames
}

export function wireOf({ data }: Frame): { readonly type: string } & Readonly<Record<string, unknown>> {
  return JSON.parse(data) as { readonly type: string } & Readonly<Record<string, unknown>>
}

/** The same for the same bytes, and short enough to be read where it is not. */
export function brief({ id, data }: Frame): string {
  return `${id} ${createHash('sha256').update(data).digest('hex').slice(0, 12)} ${data.slice(0, 60)}`
}
