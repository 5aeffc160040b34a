import { BROWSER, DEV } from 'esm-env'

const warned = new Set<string>()

/**
 * Warns, in development, of `const { status } = useImageStream()`, which shows the first status for ever, and which no
 * compiler sees. Svelte warns of props that a component's script reads outside of closures; this is the same for the
 * getters of a stream. To be called from the getter itself.
 */
export function warnOfStaleRead(field: string): void {
  // A server renders once.
  if (!DEV || !BROWSER) return
  const reader = componentThatReads(new Error().stack ?? '')
  if (reader === null || warned.has(reader.file)) return
  warned.add(reader.file)
  // oxlint-disable-next-line no-console -- In development only, and the console is where Svelte's own warnings are.
  console.warn(
    `[image-stream] <${reader.name}> takes "${field}" out of its stream while it is set up, so what it shows will not change. ` +
      `Keep the object and read \`stream.${field}\` where it is shown, or write \`const { ${field} } = $derived(stream)\`. ` +
      `If its first value is what you want: \`untrack(() => stream.${field})\`. (${reader.file})`,
  )
}

/**
 * The component whose script itself, and no closure in it, called the getter. Effects, templates, handlers, `$derived`
 * and `untrack` are closures, and props are read by Svelte; a component is a function whose name begins with a capital
 * or `_` in a `.svelte` file. Anything else, bundled code for example, is taken to be right.
 */
function componentThatReads(stack: string): { readonly name: string; readonly file: string } | null {
  const frames = stack.split('\n').filter((line) => /:\d+:\d+\)?$/.test(line))
  // First come the function that is to warn and the getter. Then, in Chromium, "at Poster (file:line:column)", in Firefox
  // and Safari "Poster@file:line:column".
  const reader = /^\s*(?:at )?([A-Z_][\w$]*)(?: \(|@)(.+\.svelte)(?:\?.*)?:\d+:\d+\)?$/.exec(frames[2] ?? '')
  const [, name, file] = reader ?? []
  return name && file ? { name, file } : null
}
