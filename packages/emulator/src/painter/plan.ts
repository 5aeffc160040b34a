/** Options of {@link planOf}. */
export interface PlanOptions {
  readonly prompt: string
  readonly width: number
  readonly height: number
  readonly editing: boolean
  readonly seed?: number
}

export function planOf(options: PlanOptions): readonly string[] {
  return [`**Reading the Words**\n\nI'm starting from “${options.prompt.slice(0, 60)}”.\n\n`]
}
