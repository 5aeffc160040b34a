import * as claimScripts from './claim-scripts.ts'
import { common } from './lua-common.ts'
import * as runScripts from './run-scripts.ts'

const bodies = { ...claimScripts, ...runScripts }

export type ScriptName = keyof typeof bodies

interface Script {
  readonly text: string
  /** The name under which Redis knows it once it has seen it. */
  readonly sha: Promise<string>
}

/** Every script with what it needs before it; the digest is made at first use. */
export const scripts: Readonly<Record<ScriptName, Script>> = Object.fromEntries(
  Object.entries(bodies).map(([name, body]) => [name, createScript(`${common}\n${body}`)]),
) as Record<ScriptName, Script>

function createScript(text: string): Script {
  let digest: Promise<string> | null = null
  return {
    text,
    get sha() {
      return (digest ??= sha1(text))
    },
  }
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return Buffer.from(digest).toString('hex')
}
