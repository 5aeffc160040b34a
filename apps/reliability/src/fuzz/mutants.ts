import { readFileSync } from 'node:fs'

/** A bug that is planted to see whether it is found. */
export interface Mutant {
  /** Short, to be named on a command line. */
  readonly name: string
  readonly bug: string
  readonly edits: readonly Edit[]
}

interface Edit {
  /** Under `packages/core/src`. */
  readonly file: string
  /** Stands exactly once in that file. */
  readonly find: string
  readonly replace: string
}

export const coreSources: URL = new URL('../../../../packages/core/src/', import.meta.url)

export const mutants: readonly Mutant[] = [
  {
    name: 'last-event',
    bug: 'the last event is dropped when no blank line follows it',
    edits: [
      {
        file: 'gemini/read-answer.ts',
        find: 'yield* readFrames(frames.end())',
        replace: 'frames.end()',
      },
    ],
  },
  {
    name: 'draft',
    bug: 'a draft is taken for the result although an answer came',
    edits: [
      {
        file: 'state.ts',
        find: 'if (images.length > 0 || !last) return { images, drafts }',
        replace: 'if (!last) return { images, drafts }',
      },
    ],
  },
  {
    name: 'cut',
    bug: 'an answer that was cut in a picture looks whole',
    edits: [{ file: 'gemini/outcome.ts', find: 'if (ending.isCut) return truncated(ending)', replace: '' }],
  },
  {
    name: 'late-callback',
    bug: 'a callback is told of what comes after a stop',
    edits: [
      {
        file: 'runner.ts',
        find: 'if (live !== mine) return',
        replace: 'if (live !== mine) return tell({ event })',
      },
    ],
  },
  {
    name: 'second-end',
    bug: 'a second terminal event is told',
    edits: [
      { file: 'run-events.ts', find: 'if (isTerminal(event)) return', replace: '' },
      { file: 'stream-image.ts', find: 'if (isTerminal(told)) break', replace: '' },
    ],
  },
  {
    name: 'usage',
    bug: 'the token counts are lost',
    edits: [
      {
        file: 'state.ts',
        find: 'return { ...state, usage: event.usage, cost:',
        replace: 'return { ...state, cost:',
      },
    ],
  },
  {
    name: 'signature',
    bug: 'the signatures of an answer are lost',
    edits: [
      {
        file: 'gemini/answer-keeper.ts',
        find: 'return signature && signature.length > 0 ? signature : null',
        replace: 'return null',
      },
    ],
  },
  {
    name: 'url',
    bug: 'the URL of a picture that has left is never revoked',
    edits: [
      {
        file: 'image-urls.ts',
        find: 'for (const image of dropped) if (!kept.has(image)) revokeImageUrl(image)',
        replace: '',
      },
    ],
  },
  {
    name: 'promise',
    bug: 'a request that is stopped or replaced never resolves',
    edits: [
      {
        file: 'runner.ts',
        find: 'mine.resolve(result)',
        replace: "if (event.type !== 'stopped') mine.resolve(result)",
      },
    ],
  },
  {
    name: 'refusal',
    bug: 'a later finish reason takes a refusal back',
    edits: [
      {
        file: 'gemini/chunk-events.ts',
        find: 'if (!reason || isRefusal(ending.finishReason)) return []',
        replace: 'if (!reason) return []',
      },
    ],
  },
  {
    name: 'byte-length',
    bug: 'a picture is taken with another length than its end says',
    edits: [
      {
        file: 'state.ts',
        find: 'if (state.incoming.receivedBytes !== byteLength)',
        replace: 'if (byteLength < 0)',
      },
    ],
  },
  {
    name: 'twice',
    bug: 'a double click is paid twice',
    edits: [
      {
        file: 'runner.ts',
        find: "if (live && concurrency === 'replace' && isSame(live, submission)) return live.result",
        replace: '',
      },
    ],
  },
]

/**
 * The sources with the bug in them, by URL.
 * @throws Error when a place is not found exactly once: the sources have changed, and the mutant must follow.
 */
export function plant({ name, edits }: Mutant): ReadonlyMap<string, string> {
  const planted = new Map<string, string>()
  for (const { file, find, replace } of edits) {
    const url = new URL(file, coreSources)
    const source = planted.get(url.href) ?? readFileSync(url, 'utf8')
    const found = source.split(find).length - 1
    if (found !== 1)
      throw new Error(`Mutant "${name}": its place stands ${found} times in ${file}, not once: ${find}`)
    planted.set(
      url.href,
      source.replace(find, () => replace),
    )
  }
  return planted
}
