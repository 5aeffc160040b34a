import type { Chunk } from './chunks.ts'
import type { WireObject, WireValue } from './wire-json.ts'

/** All chunks as the one object that `generateContent` answers with. */
export function mergeChunks(chunks: readonly Chunk[]): WireObject {
  const last = chunks.at(-1)?.body ?? {}
  const candidates = chunks.flatMap(({ body }) => asObjects(body['candidates']))
  const finish = candidates.findLast((candidate) => candidate['finishReason'] !== undefined)
  const parts = candidates.flatMap((candidate) => asObjects(asObject(candidate['content'])['parts']))
  const content = asObject(candidates[0]?.['content'])
  const shown = joinThoughts(parts).filter(
    (part) => part['text'] !== '' || part['thoughtSignature'] !== undefined,
  )
  return {
    ...last,
    candidates:
      candidates.length === 0
        ? undefined
        : [
            {
              ...(finish ?? candidates[0]),
              content: parts.length === 0 ? finish?.['content'] : { ...content, parts: shown },
              groundingMetadata: candidates.find(
                (candidate) => candidate['groundingMetadata'] !== undefined,
              )?.['groundingMetadata'],
            },
          ],
    usageMetadata: chunks.findLast(({ body }) => body['usageMetadata'] !== undefined)?.body['usageMetadata'],
  }
}

/** Thoughts that follow one another are one part in a whole answer. */
function joinThoughts(parts: readonly WireObject[]): readonly WireObject[] {
  const joined: WireObject[] = []
  for (const part of parts) {
    const text = thoughtText(part)
    const before = joined.length > 0 ? thoughtText(joined.at(-1) ?? {}) : null
    if (text === null || before === null) joined.push(part)
    else joined[joined.length - 1] = { ...part, text: before + text }
  }
  return joined
}

function thoughtText({ thought, text }: WireObject): string | null {
  return thought === true && typeof text === 'string' ? text : null
}

function asObjects(value: WireValue | undefined): readonly WireObject[] {
  return Array.isArray(value) ? (value as readonly WireObject[]) : []
}

function asObject(value: WireValue | undefined): WireObject {
  return typeof value === 'object' && value !== null ? (value as WireObject) : {}
}
