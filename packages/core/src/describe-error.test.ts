import { describe, expect, test } from 'vitest'
import { pngBytes } from '../test/wire.ts'
import { describeError } from './describe-error.ts'
import { createError, emptyPartial, withFields, type ImageStreamError } from './errors.ts'
import { createImage } from './image.ts'

const image = createImage({ id: 'a', mediaType: 'image/png', width: 1, height: 1, data: [pngBytes(1, 1)] })

describe('the words for a screen', () => {
  const said = (error: ImageStreamError): string => Object.values(describeError(error)).join(' ')

  test('say what the model answered in words', () => {
    const partial = { ...emptyPartial, text: ' I cannot draw that. ' }
    expect(said(createError('no-image', { partial }))).toContain('“I cannot draw that.”')
  })

  test('do not call a picture broken that is kept', () => {
    const cut = createError('truncated', {})
    expect(said(cut)).toContain('did not arrive whole')
    expect(said(withFields(cut, { partial: { ...emptyPartial, images: [image] } }))).toContain('is kept')
  })

  test('speak of pictures when a picture was refused', () => {
    expect(said(createError('blocked', { subject: 'reference' }))).toContain(
      'Another picture may be accepted.',
    )
  })
})
