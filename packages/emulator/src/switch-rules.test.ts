import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { switchProblems } from './switch-rules.ts'

/** All switches: what is said of one that is none. */
function allNames(): readonly string[] {
  const [problem = ''] = switchProblems({ nothing: true })
  return problem
    .replace(/^.*Allowed: /, '')
    .replace(/\.$/, '')
    .split(', ')
}

test('the README names every switch', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(allNames().length).toBeGreaterThan(40)
  expect(allNames().filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

test.each([
  ['an unknown name', { colour: 1 }, 'There is no option "colour". Allowed: flavour, '],
  [
    'a value of another switch',
    { lineEnding: 'gzip' },
    'must be one of "crlf", "lf", "cr", "mixed", "single-newline", not "gzip".',
  ],
  ['a shape with a wrong field', { flood: { of: 'water' } }, 'Option "flood" must be { of: one of "line", '],
  [
    'a shape without what it needs',
    { redirect: { to: 'http' } },
    'Option "redirect" must be { status: one of 301, 302, ',
  ],
  ['a number out of range', { pieces: { bytes: 0 } }, 'bytes: a whole number from 1 to '],
  ['a text that is no base64', { picture: { base64: '*' } }, '{ base64: base64 }'],
])('%s is refused with what is allowed', (_what, options, message) => {
  expect(switchProblems(options)).toEqual([expect.stringContaining(message)])
})
