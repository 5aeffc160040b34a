import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { onTestFinished, vi } from 'vitest'
import type * as Base64 from '../src/base64.ts'

/** What base64 is done with: the engine's own functions, Node's, or what every browser has. */
export const base64Ways = ['native', 'Buffer', 'atob'] as const

/** The module as it works that way until the test ends. It chooses when it is loaded, so this is a fresh copy of it. */
export async function loadBase64(way: (typeof base64Ways)[number]): Promise<typeof Base64> {
  setNative(way === 'native' ? nativeFunctions() : null)
  vi.resetModules()
  if (way === 'atob') vi.stubGlobal('Buffer', undefined)
  const module = await import('../src/base64.ts')
  vi.unstubAllGlobals()
  return module
}

interface NativeFunctions {
  readonly fromBase64: (text: string, options: object) => Uint8Array
  readonly toBase64: () => string
}

/** The engine's own; Node's engine has had them for longer than Node shows them, behind a flag that new realms look at. */
function nativeFunctions(): NativeFunctions {
  setFlagsFromString('--js-base-64')
  const { fromBase64, toBase64 } = runInNewContext(
    '({ fromBase64: Uint8Array.fromBase64, toBase64: Uint8Array.prototype.toBase64 })',
  ) as NativeFunctions
  // The other realm's array is no equal of ours.
  return { toBase64, fromBase64: (text, options) => new Uint8Array(fromBase64(text, options)) }
}

function setNative(functions: NativeFunctions | null): void {
  for (const [owner, name] of [
    [Uint8Array, 'fromBase64'],
    [Uint8Array.prototype, 'toBase64'],
  ] as const) {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    Reflect.deleteProperty(owner, name)
    if (functions) Object.defineProperty(owner, name, { value: functions[name], configurable: true })
    onTestFinished(() => {
      Reflect.deleteProperty(owner, name)
      if (before) Object.defineProperty(owner, name, before)
    })
  }
}
