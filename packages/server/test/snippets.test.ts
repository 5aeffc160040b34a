import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import { compile } from '../../../scripts/snippets/compile.ts'
import { readSnippets, repositoryRoot, type Snippet } from '../../../scripts/snippets/read-snippets.ts'

const usageSections = [2, 13]
const usage = sharedPath('USAGE.md')
if (!usage)
  // oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
  console.warn('The usage sections are not checked: set IMAGE_STREAM_SHARED to the folder with USAGE.md.')

/** As much as is used of what an application brings along. */
const others: Snippet = {
  name: 'others.d.ts',
  code: `
declare module 'next/server' {
  export function after(work: (() => Promise<unknown>) | Promise<unknown>): void
}
declare module 'next/headers' {
  export function cookies(): Promise<{ get(name: string): { value: string } | undefined }>
}
declare module '@/lib/session' {
  export function readSession(cookie?: string): Promise<{ userId: string; plan: string } | null>
}
declare module '@/lib/db' {
  export const db: {
    credits: {
      hold(owner: string, id: string, usd: number): Promise<boolean>
      settle(id: string, usd: number): Promise<void>
    }
    pictures: {
      upsert(picture: {
        id: string
        owner: string
        parentId: string | null
        prompt: string
        projectId: unknown
        urls: string[]
        text: string
      }): Promise<void>
    }
  }
}
declare module '@aws-sdk/client-s3' {
  export class PutObjectCommand {
    constructor(input: { Bucket: string; Key: string; Body: Uint8Array; ContentType: string })
  }
  export class S3Client {
    constructor(options: object)
    send(command: PutObjectCommand): Promise<unknown>
  }
}
declare module 'hono' {
  export class Hono<E extends { Bindings: object; Variables: object }> {
    all(
      path: string,
      handler: (c: {
        readonly req: { readonly raw: Request }
        readonly env: E['Bindings']
        get<Name extends keyof E['Variables']>(name: Name): E['Variables'][Name]
      }) => Response | Promise<Response>,
    ): this
  }
}
`,
}

const wrong: Snippet = {
  name: 'wrong.ts',
  code: "import { createImageRelay } from '@image-stream/server'\ncreateImageRelay({ onRunEnd: ({ paid }) => paid })\n",
}

function snippetsOf(file: string, folder: string): readonly Snippet[] {
  return readSnippets(file).map((snippet) => ({ ...snippet, name: `${folder}/${snippet.name}` }))
}

const snippets = [
  others,
  wrong,
  ...snippetsOf(join(repositoryRoot, 'packages/server/README.md'), 'README.md'),
  ...(usage ? snippetsOf(usage, 'USAGE.md') : []).filter(({ section }) =>
    usageSections.includes(section ?? 0),
  ),
]

let mistakes: readonly string[]
beforeAll(() => {
  mistakes = compile(snippets, { home: join(import.meta.dirname, 'snippets') })
}, 120_000)

test('the code of the README compiles', () => {
  expect(snippets.filter(({ name }) => name.startsWith('README.md/'))).toHaveLength(3)
  expect(mistakes.filter((mistake) => mistake.startsWith('README.md/'))).toEqual([])
})

test.skipIf(!usage)('so do the sections of USAGE.md about the relay', () => {
  expect(snippets.filter(({ name }) => name.startsWith('USAGE.md/'))).toHaveLength(3)
  expect(mistakes.filter((mistake) => mistake.startsWith('USAGE.md/'))).toEqual([])
})

test('code that is wrong does not compile', () => {
  expect(mistakes.filter((mistake) => mistake.startsWith(wrong.name))).toEqual([
    expect.stringContaining("Property 'paid' does not exist") as unknown,
  ])
})
