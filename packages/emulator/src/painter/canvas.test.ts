import { expect, test } from 'vitest'
import { createCanvas } from './canvas.ts'
import { fromRgb } from './colour.ts'
import { flat, linear } from './ink.ts'
import { ellipse, polygon, rectangle, smooth, without } from './shape.ts'
import { place } from './transform.ts'

const WHITE = fromRgb(255, 255, 255)

function redAt(canvas: ReturnType<typeof createCanvas>, x: number, y: number): number {
  return canvas.picture.pixels[(y * canvas.picture.width + x) * 4] ?? -1
}

/** The sum of all coverage, in pixels. */
function areaOf(canvas: ReturnType<typeof createCanvas>): number {
  let sum = 0
  for (let at = 0; at < canvas.picture.pixels.length; at += 4) sum += (canvas.picture.pixels[at] ?? 0) / 255
  return sum
}

test('half a pixel is covered by half', () => {
  const canvas = createCanvas(4, 4)
  canvas.fill(rectangle(1, 1, 1.5, 1), flat(WHITE))
  expect([0, 1, 2, 3].map((x) => redAt(canvas, x, 1))).toEqual([0, 255, 128, 0])
})

test('a circle covers its area, also where the canvas cuts it', () => {
  const whole = createCanvas(40, 40)
  whole.fill(ellipse(20, 20, 15), flat(WHITE))
  expect(areaOf(whole) / (Math.PI * 225)).toBeCloseTo(1, 1)
  const half = createCanvas(40, 40)
  half.fill(ellipse(0, 20, 15), flat(WHITE))
  expect(areaOf(half) / ((Math.PI * 225) / 2)).toBeCloseTo(1, 1)
})

test('what lies outside leaves no trace in later fills', () => {
  const canvas = createCanvas(10, 10)
  for (const [x, y] of [
    [-30, 2],
    [30, 2],
    [2, -30],
    [2, 30],
  ] as const)
    canvas.fill(ellipse(x, y, 8), flat(WHITE))
  expect(areaOf(canvas)).toBe(0)
  canvas.fill(
    polygon([
      [-5, 2],
      [15, 2],
      [15, 3],
      [-5, 3],
    ]),
    flat(WHITE),
  )
  expect(areaOf(canvas)).toBeCloseTo(10, 1)
})

test('the way round does not matter, a hole does', () => {
  const canvas = createCanvas(20, 20)
  canvas.fill(without(rectangle(0, 0, 20, 20), rectangle(5, 5, 10, 10)), flat(WHITE))
  expect(redAt(canvas, 10, 10)).toBe(0)
  expect(redAt(canvas, 2, 2)).toBe(255)
  canvas.fill(
    polygon([
      [6, 6],
      [6, 9],
      [9, 9],
      [9, 6],
    ]),
    flat(WHITE),
  )
  expect(redAt(canvas, 7, 7)).toBe(255)
})

test('clips nest, and end', () => {
  const canvas = createCanvas(20, 20)
  canvas.clip(rectangle(0, 0, 10, 20), () =>
    canvas.clip(rectangle(5, 0, 15, 20), () => canvas.fill(rectangle(0, 0, 20, 20), flat(WHITE))),
  )
  expect([2, 7, 12].map((x) => redAt(canvas, x, 10))).toEqual([0, 255, 0])
  canvas.fill(rectangle(0, 0, 20, 20), flat(WHITE))
  expect(redAt(canvas, 12, 10)).toBe(255)
})

test('transforms move, scale, turn and mirror', () => {
  const canvas = createCanvas(20, 20)
  canvas.within(place(10, 10, -2, 2), () => canvas.fill(rectangle(1, 1, 2, 2), flat(WHITE)))
  expect(redAt(canvas, 5, 13)).toBe(255)
  expect(redAt(canvas, 13, 13)).toBe(0)
})

test('a gradient runs from one colour to the other', () => {
  const canvas = createCanvas(64, 4)
  canvas.fill(
    rectangle(0, 0, 64, 4),
    linear(
      [0, 0, 64, 0],
      [
        [0, fromRgb(0, 0, 0)],
        [1, WHITE],
      ],
      0,
    ),
  )
  const row = Array.from({ length: 64 }, (_, x) => redAt(canvas, x, 1))
  expect(row[0]).toBeLessThan(12)
  expect(row[63]).toBeGreaterThan(243)
  expect(row[20]).toBeLessThan(row[44] ?? 0)
})

test('points in writing and in numbers give the same shape', () => {
  const draw = (line: Parameters<typeof smooth>[0]): Uint8ClampedArray => {
    const canvas = createCanvas(12, 12)
    canvas.fill(smooth(line), flat(WHITE))
    return canvas.picture.pixels
  }
  const written = draw('2,2! 8.5,2 8,8! 2,8')
  expect(written).toEqual(
    draw([
      [2, 2, 'corner'],
      [8.5, 2],
      [8, 8, 'corner'],
      [2, 8],
    ]),
  )
  expect(written).not.toEqual(draw('2,2 8.5,2 8,8 2,8'))
})
