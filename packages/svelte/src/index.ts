export { useImageStream, type UseImageStream } from './use-image-stream.ts'
export * from '@image-stream/core'
