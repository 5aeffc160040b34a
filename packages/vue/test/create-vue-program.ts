import { proxyCreateProgram } from '@volar/typescript'
import { createVueLanguagePlugin, getDefaultCompilerOptions } from '@vue/language-core'
import ts from 'typescript'

/** TypeScript that reads Vue's components too, as `vue-tsc` does, but from wherever the host takes them. */
export function createVueProgram(options: ts.CreateProgramOptions): ts.Program {
  const createProgram = proxyCreateProgram(ts, ts.createProgram, (_ts, program) => [
    createVueLanguagePlugin(ts, program.options, getDefaultCompilerOptions(), (id) => id),
  ])
  // Not in the types, but what lets files of other endings be roots.
  return createProgram({ ...options, options: { ...options.options, allowNonTsExtensions: true } })
}
