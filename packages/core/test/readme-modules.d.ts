declare module 'readme:run.ts'
declare module 'readme:picture-buttons.ts' {
  import type { Snapshot } from '@image-stream/core'
  export function download(snapshot: Snapshot): Promise<void>
  export function copy(snapshot: Snapshot): Promise<void>
  export function share(snapshot: Snapshot): Promise<void>
}
declare module 'readme:before-and-after.ts' {
  import type { Snapshot } from '@image-stream/core'
  export function beforeAndAfter(
    snapshot: Snapshot,
  ): { readonly alt: string; readonly changes: readonly string[]; readonly canOverlay: boolean } | null
}
declare module 'readme:session-file.ts' {
  import type { ImageStream } from '@image-stream/core'
  export function save(stream: ImageStream): Promise<File>
  export function open(stream: ImageStream, file: File): Promise<string | null>
}
declare module 'readme:saved-turns.ts' {
  import type { ImageStream } from '@image-stream/core'
  export const stream: ImageStream
}
