import { expect, test } from 'vitest'
import { ApiError } from './errors.ts'
import { list, message, readPayload } from './fields.ts'

const schema = message({
  contents: list(
    message({ parts: list(message({ text: 'string', inlineData: message({ data: 'bytes' }) })) }),
  ),
  generationConfig: message({ seed: 'int32', topP: 'number', includeThoughts: 'bool' }),
})

function refusal(payload: unknown): ApiError {
  try {
    readPayload(schema, payload)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

test('camelCase and snake_case name the same field', () => {
  const camel = readPayload(schema, { generationConfig: { includeThoughts: true, topP: 0.5 } })
  const snake = readPayload(schema, { generation_config: { include_thoughts: true, top_p: 0.5 } })
  expect(snake).toEqual(camel)
})

test('one object stands for a list of one', () => {
  expect(readPayload(schema, { contents: { parts: { text: 'a' } } })).toEqual({
    contents: [{ parts: [{ text: 'a' }] }],
  })
})

test('null is the same as absent, and numbers may be texts', () => {
  expect(readPayload(schema, { contents: null, generationConfig: { seed: '7' } })).toEqual({
    generationConfig: { seed: 7 },
  })
})

test('an unknown name is refused with its place, each in its own violation', () => {
  const error = refusal({ prompt: 'x', generationConfig: { n: 2 }, contents: [{ parts: [{ txt: 'a' }] }] })
  expect(error.message).toBe(
    [
      'Invalid JSON payload received. Unknown name "prompt": Cannot find field.',
      `Invalid JSON payload received. Unknown name "n" at 'generation_config': Cannot find field.`,
      `Invalid JSON payload received. Unknown name "txt" at 'contents[0].parts[0]': Cannot find field.`,
    ].join('\n'),
  )
  expect(error.details).toEqual([
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: [
        { description: 'Invalid JSON payload received. Unknown name "prompt": Cannot find field.' },
        {
          field: 'generation_config',
          description: `Invalid JSON payload received. Unknown name "n" at 'generation_config': Cannot find field.`,
        },
        {
          field: 'contents[0].parts[0]',
          description: `Invalid JSON payload received. Unknown name "txt" at 'contents[0].parts[0]': Cannot find field.`,
        },
      ],
    },
  ])
})

test('names of objects in every JavaScript program are unknown here', () => {
  expect(refusal(JSON.parse('{"__proto__": 1, "constructor": 2}')).message).toContain('"__proto__"')
})

test('a wrong type is refused with the field, the type and the value', () => {
  expect(refusal({ generationConfig: { seed: 'abc' } }).message).toBe(
    `Invalid value at 'generation_config.seed' (TYPE_INT32), "abc"`,
  )
  expect(
    refusal({ contents: [{ parts: [{ inlineData: { data: 'data:image/png;base64,AAAA' } }] }] }).message,
  ).toBe(
    `Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), Base64 decoding failed for "data:image/png;base64,AAAA"`,
  )
})
