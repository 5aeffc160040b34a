import { join } from 'node:path'
import type { Plugin } from 'vitest/config'
import { sharedPath } from '../../../../scripts/shared-folder.ts'
import { readmePlugin } from '../../../../scripts/snippets/readme-plugin.ts'

const here = import.meta.dirname
const usage = sharedPath('USAGE.md')

/** `usage:…` is code of the usage page, in an application that has what that code imports. */
export const usageCode: Plugin[] = usage
  ? [readmePlugin({ readme: usage, home: here, prefix: 'usage:' })]
  : []

export const application: Readonly<Record<string, string>> = {
  '@/lib/session': join(here, 'session.ts'),
  '@/lib/db': join(here, 'db.ts'),
  '@aws-sdk/client-s3': join(here, 's3.ts'),
  'next/server': join(here, 'next.ts'),
  'next/headers': join(here, 'next.ts'),
}
