import type { Mutant } from '../mutant.ts'

export const mutants: readonly Mutant[] = [
  {
    name: 'last-event',
    bug: 'the last event is dropped when no blank line follows it',
    edits: [
      {
        file: 'core/src/gemini/read-answer.ts',
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
        file: 'core/src/state.ts',
        find: 'if (images.length > 0 || !last) return { images, drafts }',
        replace: 'if (!last) return { images, drafts }',
      },
    ],
  },
  {
    name: 'cut',
    bug: 'an answer that was cut in a picture looks whole',
    edits: [
      { file: 'core/src/gemini/outcome.ts', find: 'if (ending.isCut) return truncated(ending)', replace: '' },
    ],
  },
  {
    name: 'late-callback',
    bug: 'a callback is told of what comes after a stop',
    edits: [
      {
        file: 'core/src/runner.ts',
        find: 'if (live !== mine) return',
        replace: 'if (live !== mine) return tell({ event })',
      },
    ],
  },
  {
    name: 'second-end',
    bug: 'a second terminal event is told',
    edits: [
      { file: 'core/src/run-events.ts', find: 'if (isTerminal(event)) return', replace: '' },
      { file: 'core/src/stream-image.ts', find: 'if (isTerminal(told)) break', replace: '' },
    ],
  },
  {
    name: 'usage',
    bug: 'the token counts are lost',
    edits: [
      {
        file: 'core/src/state.ts',
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
        file: 'core/src/gemini/answer-keeper.ts',
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
        file: 'core/src/image-urls.ts',
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
        file: 'core/src/runner.ts',
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
        file: 'core/src/gemini/chunk-events.ts',
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
        file: 'core/src/state.ts',
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
        file: 'core/src/runner.ts',
        find: "if (live && concurrency === 'replace' && isSame(live, submission)) return live.result",
        replace: '',
      },
    ],
  },
]
