/** A 2D affine transform: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Transform = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

export const IDENTITY: Transform = [1, 0, 0, 1, 0, 0]

/** First `inner`, then `outer`. */
export function compose(outer: Transform, inner: Transform): Transform {
  const [a, b, c, d, e, f] = outer
  return [
    a * inner[0] + c * inner[1],
    b * inner[0] + d * inner[1],
    a * inner[2] + c * inner[3],
    b * inner[2] + d * inner[3],
    a * inner[4] + c * inner[5] + e,
    b * inner[4] + d * inner[5] + f,
  ]
}

/** Puts the drawing's origin at (x, y), scaled, then turned by `angle` (radians, clockwise). */
export function place(x: number, y: number, scaleX = 1, scaleY: number = scaleX, angle = 0): Transform {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  return [cos * scaleX, sin * scaleX, -sin * scaleY, cos * scaleY, x, y]
}

export function invert(transform: Transform): Transform {
  const [a, b, c, d, e, f] = transform
  const determinant = a * d - b * c || 1e-9
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ]
}
