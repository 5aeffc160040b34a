import type {
  GeneratedImage,
  ImageStream,
  ImageStreamActions,
  ImageStreamOptions,
  Snapshot,
} from '@image-stream/core'

/**
 * What a binding's test says about its framework, so that the contract can be run against it in a real browser:
 *
 * ```ts
 * import { describeBinding } from '@image-stream/testing/contracts'
 * describeBinding({ name: 'React', entry, mount, mountImage })
 * ```
 */
export interface Binding {
  /** For the test's title: `React 19`. */
  readonly name: string
  /** The package's main entry: `import * as entry from '../src/index.ts'`. */
  readonly entry: object
  /**
   * Mounts, in `document.body`, a small component that calls `useImageStream(given)` and shows what it reads:
   * `<output>` with `status`, `<p>` with `thoughts`, and while there is an `image`, `<img>` with its `url`.
   * Resolves once it is on the page. Nothing may be batched or flushed by test tools: renders are counted.
   */
  readonly mount: (given: ImageStreamOptions | ImageStream, hooks?: MountHooks) => View | Promise<View>
  /**
   * The same with a component that is given a stream and reads nothing of it but `image`, in the way the binding offers
   * for that (a selector, one ref, one getter). It shows `<img>` with its `url` while there is one.
   */
  readonly mountImage: (stream: ImageStream) => ImageView | Promise<ImageView>
}

export interface MountHooks {
  /** Called by the component when it was mounted, where the framework has a place for that (an effect, `onMounted`). */
  readonly onMount?: (actions: ImageStreamActions) => void
}

/** A component on the page. */
interface Mounted {
  /** How often the component has been rendered so far, the first time included. Where renders can be thrown away: committed. */
  readonly renders: number
  /** Takes the component off the page. Its elements are gone when this is done. */
  readonly unmount: () => void | Promise<void>
}

/** A component that shows all of a stream. */
export interface View extends Mounted {
  /** What `useImageStream` gave to the last render: every field of the snapshot, with the values of that moment. */
  readonly snapshot: () => Snapshot
  /** As `useImageStream` gave them. */
  readonly actions: ImageStreamActions
  /** As `useImageStream` gave it. */
  readonly stream: ImageStream
  /** Renders the mounted component again, now with these options in place of the first ones. Done when they are in force. */
  readonly setOptions: (options: ImageStreamOptions) => void | Promise<void>
}

/** A component that shows the picture alone. */
export interface ImageView extends Mounted {
  /** What the last render was given. */
  readonly image: () => GeneratedImage | null
}
