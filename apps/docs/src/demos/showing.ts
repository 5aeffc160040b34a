/** How the files of each framework end, and what highlights their code: Vue and Svelte read as HTML. */
const languages = { tsx: 'tsx', vue: 'html', svelte: 'html' } as const

/**
 * The story parameters that make "Show code" the very files of a demo: of those given, as text by path, the ones that end
 * so, and what they share with the other frameworks.
 */
export function showing(files: Readonly<Record<string, string>>, ending: keyof typeof languages) {
  const shown = Object.entries(files).filter(([path]) => path.endsWith(`.${ending}`) || path.endsWith('.ts'))
  return {
    docs: { source: { code: toCode(shown), language: languages[ending], type: 'code' } },
  } as const
}

/** Several files stand one after the other, each under its name; the one that brings the others together comes first. */
function toCode(files: readonly (readonly [path: string, code: string])[]): string {
  if (files.length === 1) return files[0]?.[1] ?? ''
  return files
    .toSorted(([, one], [, other]) => importsOf(other) - importsOf(one))
    .map(([path, code]) => `${toComment(path.replace('./', ''))}\n${code}`)
    .join('\n')
}

function toComment(name: string): string {
  return /\.tsx?$/.test(name) ? `// ${name}` : `<!-- ${name} -->`
}

/** How many files of its own demo a file imports. */
function importsOf(code: string): number {
  return code.split("from './").length - 1
}
