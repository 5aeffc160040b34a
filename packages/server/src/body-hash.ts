import { sha256 } from './sha256.ts'

/**
 * What was asked, as SHA-256 in hex: over the JSON part, whose fields may come in any order, and the pictures, in theirs.
 * As it was sent, before any default or rule of ours: a relay that is updated knows its keys again.
 */
export async function hashOf(json: unknown, pictures: readonly Blob[]): Promise<string> {
  const hashes = await Promise.all(pictures.map(async (picture) => sha256(await picture.arrayBuffer())))
  return sha256(new TextEncoder().encode(canonicalJson([json, hashes])))
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
