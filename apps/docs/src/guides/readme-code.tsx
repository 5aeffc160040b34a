import { Source } from '@storybook/addon-docs/blocks'

const languages: Readonly<Record<string, string>> = { ts: 'tsx', tsx: 'tsx', vue: 'html', svelte: 'html' }

interface ReadmeCodeProps {
  /** The text of a README, whose code is compiled and run by tests. */
  readonly of: string
  /** The file that the code is in: the README says it in a comment on the first line. */
  readonly file: string
}

/** A file out of a README. */
export function ReadmeCode({ of, file }: ReadmeCodeProps) {
  return (
    <Source
      dark
      code={findCode(of, file)}
      language={(languages[file.split('.').at(-1) ?? ''] ?? 'tsx') as 'tsx'}
    />
  )
}

function findCode(readme: string, file: string): string {
  const blocks = readme.matchAll(/^```\w+\n(?<code>[^]*?)^```$/gm)
  for (const { groups } of blocks) {
    const code = groups?.['code'] ?? ''
    if (code.split('\n', 1)[0]?.includes(` ${file}`)) return code.trimEnd()
  }
  throw new Error(`There is no ${file} in this README.`)
}
