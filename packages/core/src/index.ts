export { answerOf, withAnswer, type AnswerPart } from './answer.ts'
export { altText, type AltTextOptions } from './alt-text.ts'
export { canCopyImage, copyImage } from './copy-image.ts'
export { downloadImage, type DownloadOptions } from './download-image.ts'
export {
  createImageStream,
  type EditInput,
  type ImageStream,
  type ImageStreamActions,
} from './image-stream.ts'
export { type Concurrency, type ImageStreamOptions, type OnUnmount } from './stream-options.ts'
export { type RunResult, type RunSuccess } from './run-result.ts'
export { streamImage, type ImageRun, type StreamImageOptions } from './stream-image.ts'
export { describeError } from './describe-error.ts'
export {
  createError,
  isImageStreamError,
  type Advice,
  type Billed,
  type ErrorCode,
  type ErrorInit,
  type ErrorOf,
  type ErrorPhase,
  type ImageStreamError,
  type InputIssue,
  type PartialResult,
} from './errors.ts'
export { isTerminal, type ImageStreamEvent, type TerminalEvent, type Warning } from './events.ts'
export { type GeneratedImage, type ImageJson } from './image.ts'
export { imageFileName } from './image-file-name.ts'
export { type ImageMediaType } from './image-header.ts'
export {
  resolveInput,
  type ImageInput,
  type ImageSource,
  type InputDefaults,
  type LabelledImage,
  type Reference,
  type ResolvedInput,
  type Thinking,
} from './input.ts'
export {
  defaultModel,
  expectedSize,
  isModelId,
  models,
  type AspectRatio,
  type ImageModel,
  type ImageSize,
  type Modality,
  type ModelId,
  type PixelSize,
  type Prices,
  type RatioSpec,
  type ThinkingLevel,
} from './models.ts'
export { type RelayOptions } from './relay/transport.ts'
export {
  type ErrorSnapshot,
  type IdleSnapshot,
  type ReceivingSnapshot,
  type SessionFields,
  type Snapshot,
  type Status,
  type StoppedSnapshot,
  type SubmittedSnapshot,
  type SuccessSnapshot,
  type ThinkingSnapshot,
} from './snapshot.ts'
export { canShareImage, shareImage, type ShareOptions } from './share-image.ts'
export { type IncomingImage } from './run-state.ts'
export { type TimeLimits } from './stall-watch.ts'
export { leaving, type FetchHandler, type RunRequest, type Transport } from './transport.ts'
export { estimateCost, type CostEstimate, type Spent } from './spending.ts'
export { type ImageInit, type SessionInit, type TurnInit } from './turn-init.ts'
export { compareTurns, maxTurns, pathTo, type Turn, type TurnComparison } from './turns.ts'
export { costOf, type Cost, type Usage } from './usage.ts'
