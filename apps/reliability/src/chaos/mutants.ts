import type { Mutant } from '../mutant.ts'

/** Bugs that cost money, or hide what it was spent on. */
export const mutants: readonly Mutant[] = [
  {
    name: 'retry-after-reset',
    bug: 'a call whose connection broke before the answer is made again',
    edits: [
      { file: 'core/src/gemini/retry.ts', find: "if (billed !== 'no') return null", replace: '' },
      {
        file: 'core/src/gemini/retry.ts',
        find: "if (error.code === 'network' && phase === 'connect')",
        replace: "if (error.code === 'network')",
      },
    ],
  },
  {
    name: 'reconnect-with-new-key',
    bug: 'a request that got no answer is sent again under another key',
    edits: [
      {
        file: 'core/src/relay/transport.ts',
        find: 'const response = await post(options, request, asked.from, watch)',
        replace:
          "const intentId = crypto.randomUUID().replaceAll('-', '').slice(0, 22)\nconst response = await post(options, { ...request, intentId }, asked.from, watch)",
      },
    ],
  },
  {
    name: 'retry-with-new-key',
    bug: 'a run whose outcome is not known is asked for again under another key',
    edits: [{ file: 'core/src/runner.ts', find: 'if (isOpen && !live) return returnTo(last)', replace: '' }],
  },
  {
    name: 'ended-key-is-new',
    bug: 'the key of a run that is over begins another one',
    edits: [
      {
        file: 'server/src/store/claims.ts',
        find: "if (run) return run.state === 'cancelled'",
        replace: "if (run && run.state !== 'ended') return run.state === 'cancelled'",
      },
      {
        file: 'server/src/start-run.ts',
        find: "return known?.state === 'claimed' ? null : known",
        replace: 'return null',
      },
    ],
  },
  {
    name: 'follow-starts-another',
    bug: 'the key of a run that is being drawn begins another one',
    edits: [
      {
        file: 'server/src/store/claims.ts',
        find: "if (run) return run.state === 'cancelled'",
        replace: "if (run && run.state !== 'dispatched') return run.state === 'cancelled'",
      },
      {
        file: 'server/src/start-run.ts',
        find: "return known?.state === 'claimed' ? null : known",
        replace: 'return null',
      },
    ],
  },
  {
    name: 'claim-without-owner',
    bug: 'a run is found and ended by whoever knows its key or its id',
    edits: [
      {
        file: 'server/src/store/claims.ts',
        find: "return run && (!('owner' in name) || run.owner === name.owner) ? run : null",
        replace: 'return run ?? null',
      },
      {
        file: 'server/src/store/claims.ts',
        find: 'return `${key} ${owner}`',
        replace: 'return key + owner.slice(0, 0)',
      },
    ],
  },
  {
    name: 'release-after-dispatch',
    bug: 'a key is free again although its call was made',
    edits: [
      {
        file: 'server/src/store/claims.ts',
        find: "if (run?.state !== 'claimed') return\n      run.state = 'cancelled'",
        replace: "if (!run) return\n      run.state = 'cancelled'",
      },
    ],
  },
  {
    name: 'no-tombstone',
    bug: 'a cancel that overtakes its request is forgotten',
    edits: [
      {
        file: 'server/src/store/claims.ts',
        find: "if ('key' in name) addTombstone(tombstones, nameOf(name.owner, name.key))",
        replace: '',
      },
    ],
  },
  {
    name: 'known-key-is-stopped',
    bug: 'a request that comes again is told that its run was stopped, for free',
    edits: [
      {
        file: 'server/src/start-run.ts',
        find: 'if (wanted.known) return followKnown(setup, request, wanted.known, asked, after)',
        replace: 'if (wanted.known) return cancelledAnswer(setup)',
      },
    ],
  },
  {
    name: 'maybe-is-free',
    bug: 'what may have been paid is settled at nothing',
    edits: [
      {
        file: 'server/src/outcome.ts',
        find: "if (billed === 'no') return { usd: 0",
        replace: "if (billed !== 'yes') return { usd: 0",
      },
    ],
  },
  {
    name: 'lost-is-free',
    bug: 'a run whose process is gone is reported as free',
    edits: [
      {
        file: 'server/src/store/lost-entry.ts',
        find: "createError('lost', { runId })",
        replace: "createError('lost', { runId, billed: 'no' })",
      },
    ],
  },
  {
    name: 'report-forgotten',
    bug: 'nobody is told of a run whose process is gone',
    edits: [
      {
        file: 'server/src/store/kept-runs.ts',
        find: 'else kept.dueAt = Date.now() + reportAgainMs',
        replace: '',
      },
    ],
  },
  {
    name: 'no-caps',
    bug: 'the caps of an owner hold nobody back',
    edits: [
      {
        file: 'server/src/store/claims.ts',
        find: "if (passed) return { kind: 'capped', ...passed }",
        replace: '',
      },
    ],
  },
  {
    name: 'away-is-free',
    bug: 'a page that comes back while the store is away is told that nothing was charged',
    edits: [
      {
        file: 'core/src/relay/follow-run.ts',
        find: 'connection.watch, hasBegun || first !== null',
        replace: 'connection.watch, first !== null',
      },
    ],
  },
  {
    name: 'broken-log-is-free',
    bug: 'who comes to a log that is gone is told that nothing was sent',
    edits: [
      {
        file: 'server/src/run-response.ts',
        find: 'frame(isEmpty ? refusedEntry(runId)',
        replace: 'frame(position === 0 || isEmpty ? refusedEntry(runId)',
      },
    ],
  },
]
