import { createBrush, type Brush } from './brush.ts'
import type { Canvas } from './canvas.ts'
import type { SubjectKind } from './lexicon.ts'
import type { Palette } from './palette.ts'
import type { Random } from './random.ts'
import type { Brief } from './words.ts'

/** Where the light of the picture comes from. */
export interface Light {
  readonly kind: 'sun' | 'moon' | 'window' | 'hidden'
  /** Of the disc, in pixels; may lie outside the picture. */
  readonly x: number
  readonly y: number
  /** The way that light travels over things: 1 is from left to right, -1 from right to left. */
  readonly side: 1 | -1
}

/** One picture while it is made: the canvas, the light, and what was asked for. */
export interface Stage {
  readonly canvas: Canvas
  readonly width: number
  readonly height: number
  /** The measure of things: the short side, a little more in very long formats. */
  readonly unit: number
  /** Where sky and land or wall and table meet, in pixels from the top. */
  readonly horizon: number
  readonly brief: Brief
  readonly palette: Palette
  readonly random: Random
  readonly light: Light
  readonly winter: boolean
  /** The main thing needs solid ground under its feet. */
  readonly landLead: boolean
}

/** Where a thing stands: the middle of its foot, and how many pixels tall it is. */
export interface Spot {
  readonly x: number
  readonly y: number
  readonly size: number
}

/** What a place hands over once it has painted everything behind the things. */
export interface Setting {
  /** Where the main thing goes, and how tall a thing of usual size is there. */
  readonly lead: Spot
  /** Spots for what comes along, best first. */
  readonly others: readonly Spot[]
  /** Where what flies may fly. */
  readonly air: Spot
  /** What things stand on. Things on water are mirrored in it. */
  readonly ground: 'land' | 'water' | 'table' | 'none'
  /** Things the place has drawn by itself, so that they are not drawn twice. */
  readonly drawn?: readonly SubjectKind[]
  /** The widest a thing may be, in pixels. */
  readonly room?: number
  /** What lies in front of the things. */
  readonly front?: () => void
}

/** A brush for things at a depth: 1 is near and full of colour, 0 is lost in the haze. */
export function brushAt(stage: Stage, depth: number, flipped = false): Brush {
  return createBrush(stage.canvas, stage.palette, {
    side: stage.light.side,
    depth,
    flipped,
    lit: stage.palette.darkness > 0.35,
  })
}
