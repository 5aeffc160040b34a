/**
 * Colours live in OKLab while a picture is planned (mixes stay clean, lightness means lightness)
 * and become sRGB bytes only in the ink.
 */
export interface Colour {
  /** Lightness, 0 to 1. */
  readonly l: number
  /** Green to red. */
  readonly a: number
  /** Blue to yellow. */
  readonly b: number
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function toGamma(value: number): number {
  const clamped = Math.min(1, Math.max(0, value))
  return clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * clamped ** (1 / 2.4) - 0.055
}

/** OKLab from sRGB bytes (Björn Ottosson, https://bottosson.github.io/posts/oklab/). */
export function fromRgb(red: number, green: number, blue: number): Colour {
  const r = toLinear(red / 255)
  const g = toLinear(green / 255)
  const b = toLinear(blue / 255)
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  }
}

/** sRGB, 0 to 255 each, not rounded; colours outside the gamut are clipped. */
export function toRgb(colour: Colour): readonly [number, number, number] {
  const l = (colour.l + 0.3963377774 * colour.a + 0.2158037573 * colour.b) ** 3
  const m = (colour.l - 0.1055613458 * colour.a - 0.0638541728 * colour.b) ** 3
  const s = (colour.l - 0.0894841775 * colour.a - 1.291485548 * colour.b) ** 3
  return [
    255 * toGamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    255 * toGamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    255 * toGamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** `#rrggbb`, for palettes tuned by eye. */
export function hex(code: string): Colour {
  const value = Number.parseInt(code.slice(1), 16)
  return fromRgb((value >> 16) & 255, (value >> 8) & 255, value & 255)
}

export function mix(from: Colour, to: Colour, amount: number): Colour {
  return {
    l: from.l + (to.l - from.l) * amount,
    a: from.a + (to.a - from.a) * amount,
    b: from.b + (to.b - from.b) * amount,
  }
}

/** The same hue, lighter (positive) or darker (negative). */
export function lighten(colour: Colour, amount: number): Colour {
  return { ...colour, l: Math.min(1, Math.max(0, colour.l + amount)) }
}

/** Chroma times `factor`: below 1 is quieter. */
export function saturate(colour: Colour, factor: number): Colour {
  return { l: colour.l, a: colour.a * factor, b: colour.b * factor }
}

/** Keeps lightness, and turns hue and chroma towards `towards` by `amount`. */
export function tilt(colour: Colour, towards: Colour, amount: number): Colour {
  return {
    l: colour.l + (towards.l - colour.l) * amount * 0.25,
    a: colour.a + (towards.a - colour.a) * amount,
    b: colour.b + (towards.b - colour.b) * amount,
  }
}
