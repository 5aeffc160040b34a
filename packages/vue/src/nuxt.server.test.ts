import { expect, test } from 'vitest'
import * as binding from './index.ts'
import imageStream from './nuxt.ts'

test('the Nuxt module makes useImageStream an import that nobody writes, from where it is', () => {
  const imports: { readonly name: string; readonly from: string }[] = []
  imageStream({}, { hook: (_name, extend) => extend(imports) })
  expect(imports).toEqual([{ name: 'useImageStream', from: '@image-stream/vue' }])
  expect(binding).toHaveProperty('useImageStream')
})
