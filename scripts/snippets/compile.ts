import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import type { Snippet } from './read-snippets.ts'

export interface CompileOptions {
  /** The folder that the snippets are taken to stand in: one from which all that they import resolves. It need not exist. */
  readonly home: string
  /** TypeScript's own, unless another one reads the files of a framework. */
  readonly createProgram?: (options: ts.CreateProgramOptions) => ts.Program
}

/**
 * What TypeScript says about these snippets, as a reader would compile them: a line for each mistake, beginning with the
 * snippet's name. What it says about our own sources is the type check's business.
 */
export function compile(
  snippets: readonly Snippet[],
  { home, createProgram = ts.createProgram }: CompileOptions,
): readonly string[] {
  const files = new Map(snippets.map(({ name, code }) => [join(home, name), code]))
  const folders = new Set([...files.keys()].map((file) => dirname(file)))
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    jsx: ts.JsxEmit.ReactJSX,
    types: ['node'],
  }
  const disk = ts.createCompilerHost(options)
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => files.has(file) || disk.fileExists(file),
    directoryExists: (folder) => folders.has(folder) || ts.sys.directoryExists(folder),
    readFile: (file) => files.get(file) ?? disk.readFile(file),
    getSourceFile(file, language, ...rest) {
      const code = files.get(file)
      if (code === undefined) return disk.getSourceFile(file, language, ...rest)
      return ts.createSourceFile(file, code, language)
    },
  }
  const program = createProgram({ rootNames: [...files.keys()], options, host })
  return [...files.keys()].flatMap((path) => {
    const file = program.getSourceFile(path)
    return ts.getPreEmitDiagnostics(program, file).map(({ start = 0, messageText }) => {
      const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0
      return `${relative(home, path)}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
  })
}
