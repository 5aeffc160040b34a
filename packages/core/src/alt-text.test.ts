import fc from 'fast-check'
import { expect, test } from 'vitest'
import { altText } from './alt-text.ts'
import type { Turn } from './turns.ts'

/** A line of turns: each was made from the one before. */
function line(...prompts: readonly string[]): readonly [readonly Turn[], Turn] {
  const turns = prompts.map((prompt, index): Turn => {
    const fields = { input: null, images: [], text: '', thoughts: '', usage: null, cost: null, createdAt: 0 }
    return { id: `${index}`, parentId: index === 0 ? null : `${index - 1}`, prompt, ...fields }
  })
  const last = turns.at(-1)
  if (!last) throw new Error('A line has a turn.')
  return [turns, last]
}

test('a drawn picture is what was asked for', () => {
  expect(altText(...line(' A fox\n in a   boat '))).toBe('A fox in a boat')
})

test('a changed one is that and the changes, in order', () => {
  expect(altText(...line('A fox', 'Make it night', 'Add stars'))).toBe('A fox – Make it night – Add stars')
})

test('only of its own branch', () => {
  const [turns, last] = line('A fox', 'Make it night')
  const other: Turn = { ...last, id: 'other', prompt: 'Make it snow' }
  expect(altText([...turns, other], other)).toBe('A fox – Make it snow')
})

test('an opened picture is named, with what was changed in it', () => {
  expect(altText(...line(''))).toBe('Your picture')
  expect(altText(...line('', 'Remove the background'))).toBe('Your picture – Remove the background')
  expect(altText(...line('', 'Hintergrund weg'), { opened: 'Ihr Bild' })).toBe('Ihr Bild – Hintergrund weg')
})

test('of too many changes the oldest are left out', () => {
  const changes = Array.from({ length: 20 }, (_, index) => `Change number ${index}`)
  const text = altText(...line('A fox', ...changes))
  expect(text).toMatch(/^A fox – … – Change number 8 – .+ – Change number 18 – Change number 19$/)
  expect(text.length).toBeLessThanOrEqual(250)
})

test('long prompts end between words', () => {
  const long = 'a lighthouse '.repeat(40)
  expect(altText(...line(long))).toMatch(/^(?:a lighthouse )+a…$/)
  const text = altText(...line(long, long))
  expect(text).toMatch(/ (?:a|lighthouse)… – (?:a lighthouse )+.*…$/)
  expect(text.length).toBeLessThanOrEqual(250)
})

test('whatever was asked, it is bounded, in one line, and never empty', () => {
  const prompts = fc.array(
    fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.lorem({ maxCount: 60 })),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  fc.assert(
    fc.property(prompts, (asked) => {
      const text = altText(...line(...asked))
      expect(text.length).toBeLessThanOrEqual(250)
      expect(text).not.toBe('')
      expect(text).not.toMatch(/[\n\r]/)
    }),
  )
})
