import { encodingName, type Encoding } from './content-encoding.ts'
import type { PiecesSwitch } from './fault-switches.ts'
import type { MalformedHttp } from './malformed-http.ts'
import type { Script, Step } from './script.ts'
import { lengthOf, sliceSegments, type Segment } from './segment.ts'
import type { Settings } from './settings.ts'

/** What is done to an answer as a whole, whatever it says. */
export interface ScriptEdits extends Pick<Settings, 'cut' | 'pieces' | 'abort'> {
  readonly contentType: string | undefined
  readonly encoding: Encoding | null
  readonly http: MalformedHttp | null
}

/** The script with its faults of transport: cut, cut in pieces, compressed, mislabelled. */
export function editScript(script: Script, edits: ScriptEdits): Script {
  return recut(cutAtByte(untilTheEnd(script), edits.cut), edits.pieces).map((step) =>
    step.do === 'head' ? editHead(step, edits) : step,
  )
}

type Head = Extract<Step, { do: 'head' }>

function editHead(head: Head, { contentType, encoding, http, abort }: ScriptEdits): Head {
  const label = encoding === null ? null : encodingName(encoding)
  return {
    ...head,
    headers: {
      ...head.headers,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(label === null ? {} : { 'content-encoding': label }),
    },
    encoding,
    http,
    ignoresAbort: abort === 'ignored',
  }
}

/** Nothing is played after a break. */
function untilTheEnd(steps: Script): Script {
  const end = steps.findIndex((step) => step.do === 'cut' || step.do === 'reset')
  return end < 0 ? steps : steps.slice(0, end + 1)
}

/** The script, broken off after `cut.byte` bytes of body. */
export function cutAtByte(script: Script, cut: Settings['cut']): Script {
  if (cut?.byte === undefined) return script
  const steps: Step[] = []
  let left = cut.byte
  for (const step of script) {
    if (step.do !== 'send') {
      steps.push(step)
      continue
    }
    const length = lengthOf(step.segments)
    if (length > left) {
      return [...steps, { ...step, segments: sliceSegments(step.segments, 0, left) }, breakOff(cut.how)]
    }
    left -= length
    steps.push(step)
  }
  return steps
}

export function breakOff(how: 'clean' | 'reset' | undefined): Step {
  return { do: how === 'reset' ? 'reset' : 'cut' }
}

/** The body in pieces of one size, whatever stood in one step; only real waits still part them. */
function recut(script: Script, pieces: PiecesSwitch | undefined): Script {
  if (pieces === undefined) return script
  const { bytes, gapMs = 0 } = pieces
  const steps: Step[] = []
  let held: Segment[] = []
  const flush = (): void => {
    const overMs = gapMs * Math.ceil(lengthOf(held) / bytes)
    if (held.length > 0) steps.push({ do: 'send', segments: held, overMs, pieceBytes: bytes })
    held = []
  }
  for (const step of script) {
    if (step.do === 'send') held.push(...step.segments)
    else if (step.do !== 'wait' || step.ms > 0) {
      flush()
      steps.push(step)
    }
  }
  flush()
  return steps
}
