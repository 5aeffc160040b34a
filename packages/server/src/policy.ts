import {
  defaultModel,
  type AspectRatio,
  type ImageSize,
  type InputIssue,
  type ModelId,
  type ResolvedInput,
  type ThinkingLevel,
} from '@image-stream/core'
import { issue } from '@image-stream/core/relay'

/** What visitors may ask for, of what the model table has. */
export interface Policy {
  /** @defaultValue the cheapest alone: a dearer one is your decision, never a visitor's */
  readonly models?: readonly ModelId[]
  /** @defaultValue `['512', '1K']`: larger pictures cost up to twice as much */
  readonly imageSizes?: readonly ImageSize[]
  /** @defaultValue all that the model has */
  readonly aspectRatios?: readonly AspectRatio[]
  /** How long a model may be told to think, which is paid. @defaultValue all that the model has */
  readonly thinkingLevels?: readonly ThinkingLevel[]
}

const defaultImageSizes: readonly ImageSize[] = ['512', '1K']

/** What is asked for and not allowed here, although the model could do it. */
export function policyIssues(
  { model, imageSize, aspectRatio, thinking }: ResolvedInput,
  policy: Policy,
): readonly InputIssue[] {
  const {
    models: ids = [defaultModel],
    imageSizes = defaultImageSizes,
    aspectRatios,
    thinkingLevels,
  } = policy
  return [
    ...refused('model', model, ids),
    ...refused('imageSize', imageSize, imageSizes),
    ...refused('aspectRatio', aspectRatio, aspectRatios),
    ...refused('thinking', thinking.level, thinkingLevels),
  ]
}

function refused(
  field: string,
  value: string | undefined,
  allowed: readonly string[] | undefined,
): InputIssue[] {
  return value === undefined || !allowed || allowed.includes(value) ? [] : [issue(field, value, allowed)]
}
