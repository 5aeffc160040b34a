import type { GeneratedImage, ImageStream, ImageStreamOptions } from '@image-stream/core'
import type { Binding, ImageView, MountHooks, View } from '@image-stream/testing/contracts'
import { mount, tick, unmount } from 'svelte'
import * as entry from '../src/index.ts'
import { useImageStream, type UseImageStream } from '../src/index.ts'
import ImageOnly from './views/image-only.svelte'
import Everything from './views/everything.svelte'

/** Svelte, as the contract of all bindings asks for it. */
export const binding: Binding = { name: 'Svelte 5', entry, mount: mountView, mountImage }

async function mountView(
  first: ImageStreamOptions | ImageStream,
  { onMount = () => {} }: MountHooks = {},
): Promise<View> {
  let given = $state.raw(first)
  let renders = 0
  let rendered: UseImageStream | undefined
  const component = mount(Everything, {
    target: document.body,
    props: {
      get given() {
        return given
      },
      onMounted: onMount,
      onRender(stream) {
        renders += 1
        // Every field, as it is now.
        rendered = { ...stream }
      },
    },
  })
  await tick()
  const last = (): UseImageStream => {
    if (!rendered) throw new Error('The component was not rendered.')
    return rendered
  }
  return {
    get renders() {
      return renders
    },
    snapshot: last,
    actions: last(),
    stream: last().stream,
    async setOptions(options) {
      given = options
      await tick()
    },
    unmount: () => unmount(component),
  }
}

async function mountImage(stream: ImageStream): Promise<ImageView> {
  let renders = 0
  let image: GeneratedImage | null = null
  const component = mount(ImageOnly, {
    target: document.body,
    props: {
      stream: useImageStream(stream),
      onRender(rendered) {
        renders += 1
        image = rendered
      },
    },
  })
  await tick()
  return {
    get renders() {
      return renders
    },
    image: () => image,
    unmount: () => unmount(component),
  }
}
