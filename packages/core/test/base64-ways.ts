import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { onTestFinished, vi } from 'vitest'
import type * as Base64 from '../src/base64.ts'

/** What base64 is done with: the engine's own functions, Node's, or a table. */
export const base64Ways = ['native', 'Buffer', 'table'] as const

/** The module as it works that way until the test ends. It chooses when it is loaded, so this is a fresh copy of it. */
export async function loadBase64(way: (typeof base64Ways)[number]): Promise<typeof Base64> {
  setNative(way === 'native' ? nativeFunctions() : null)
  vi.resetModules()
  if (way === 'table') vi.stubGlobal('Buffer', undefined)
  const module = await import('../src/base64.ts')
  vi.unstubAllGlobals()
  return module
}

interface NativeFunctions {
  readonly setFromBase64: (text: string, options: object) => { readonly written: number }
  readonly toBase64: () => string
}

/** The engine's own; Node's engine has had them for longer than Node shows them, behind a flag that new realms look at. */
function nativeFunctions(): NativeFunctions {
  setFlagsFromString('--js-base-64')
  return runInNewContext(
    '({ setFromBase64: Uint8Array.prototype.setFromBase64, toBase64: Uint8Array.prototype.toBase64 })',
  ) as NativeFunctions
}

function setNative(functions: NativeFunctions | null): void {
  const owner = Uint8Array.prototype
  for (const name of ['setFromBase64', 'toBase64'] as const) {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    Reflect.deleteProperty(owner, name)
    if (functions) Object.defineProperty(owner, name, { value: functions[name], configurable: true })
    onTestFinished(() => {
      Reflect.deleteProperty(owner, name)
      if (before) Object.defineProperty(owner, name, before)
    })
  }
}
