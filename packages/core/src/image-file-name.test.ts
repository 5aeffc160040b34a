import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imageFileName } from './image-file-name.ts'

const jpeg = { extension: 'jpg' } as const
const nameOf = (prompt?: string): string => imageFileName(jpeg, prompt)

test.each([
  ['A fox in a paper boat', 'a-fox-in-a-paper-boat.jpg'],
  ["The fox's boat, at night!", 'the-foxs-boat-at-night.jpg'],
  ['Füchse im Schnee', 'füchse-im-schnee.jpg'],
  // Written with a combining mark, as macOS gives it.
  ['Fu\u0308chse', 'füchse.jpg'],
  ['雪の中の狐、夜', '雪の中の狐-夜.jpg'],
  ['лиса в лодке', 'лиса-в-лодке.jpg'],
  ['नाव में लोमड़ी', 'नाव-में-लोमड़ी.jpg'],
  ['ＦＵＬＬ ﬁsh m²', 'full-fish-m2.jpg'],
  ['A ❤️ fox 🦊', 'a-fox.jpg'],
  ['../../etc/passwd', 'etc-passwd.jpg'],
  ['C:\\Windows\\con', 'c-windows-con.jpg'],
  ['a\u0000b\u202Egpj.exe', 'a-b-gpj-exe.jpg'],
  ['CON', 'con-picture.jpg'],
  ['lpt¹', 'lpt1-picture.jpg'],
  ['16:9 poster', '16-9-poster.jpg'],
  ['🦊', 'picture.jpg'],
  [' .-. ', 'picture.jpg'],
])('%j is saved as %s', (prompt, expected) => {
  expect(nameOf(prompt)).toBe(expected.normalize('NFC'))
})

test('without a prompt it is a picture, with the ending of its bytes', () => {
  expect(imageFileName({ extension: 'webp' })).toBe('picture.webp')
})

test('a long prompt ends between words', () => {
  expect(
    nameOf('a lighthouse keeper who paints the sea in every weather but never the same wave twice'),
  ).toBe('a-lighthouse-keeper-who-paints-the-sea-in-every-weather.jpg')
})

test('one long word ends between characters', () => {
  expect(nameOf('狐'.repeat(100))).toBe(`${'狐'.repeat(56)}.jpg`)
  // Letters outside of the first plane take two units each.
  expect(nameOf(`a${'𐐷'.repeat(100)}`)).toBe(`a${'𐐷'.repeat(27)}.jpg`)
})

test('whatever is asked for, every system takes the name', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('con', 'AUX', 'nul.txt'),
  )
  fc.assert(
    fc.property(words, (prompt) => {
      const name = nameOf(prompt)
      expect(name.length).toBeLessThanOrEqual(60)
      expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255)
      expect(name.isWellFormed()).toBe(true)
      // oxlint-disable-next-line no-control-regex -- They are what must not be there.
      expect(name).not.toMatch(/[\u0000-\u001f\u007f<>:"/\\|?*\s\p{Cf}]|^[.-]|-\./u)
      expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)\./)
      expect(name).toMatch(/^[^.]+\.jpg$/)
    }),
  )
})
