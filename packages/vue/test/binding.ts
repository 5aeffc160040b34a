import type { ImageStream, ImageStreamOptions, Snapshot } from '@image-stream/core'
import type { Binding, ImageView, MountHooks, View } from '@image-stream/testing/contracts'
import { defineComponent, h, nextTick, onMounted, shallowRef, version } from 'vue'
import * as entry from '../src/index.ts'
import { useImageStream, type UseImageStream } from '../src/index.ts'
import { mountOnPage } from './mount-on-page.ts'

/** What the binding contract needs to know of Vue. */
export const binding: Binding = { name: `Vue ${version}`, entry, mount: mountView, mountImage }

function mountView(first: ImageStreamOptions | ImageStream, { onMount }: MountHooks = {}): View {
  const given = shallowRef(first)
  const seen = { renders: 0, snapshot: undefined as Snapshot | undefined }
  let shown: UseImageStream | undefined

  const Studio = defineComponent({
    props: { given: { type: Object, required: true } },
    setup(props) {
      const all = useImageStream(() => props.given)
      shown = all
      onMounted(() => onMount?.(all))
      return () => {
        const snapshot = readFields(all)
        seen.renders += 1
        seen.snapshot = snapshot
        return [
          h('output', snapshot.status),
          h('p', snapshot.thoughts),
          snapshot.image && h('img', { src: snapshot.image.url }),
        ]
      }
    },
  })
  const unmount = mountOnPage({ render: () => h(Studio, { given: given.value }) })
  if (!shown) throw new Error('Vue did not set the component up.')
  const { stream, ...actions } = shown

  return {
    get renders() {
      return seen.renders
    },
    snapshot: () => seen.snapshot as Snapshot,
    actions,
    stream: stream.value,
    async setOptions(options) {
      given.value = options
      await nextTick()
    },
    unmount,
  }
}

function mountImage(stream: ImageStream): ImageView {
  const seen = { renders: 0, image: null as Snapshot['image'] }
  const unmount = mountOnPage({
    setup() {
      const { image } = useImageStream(stream)
      return () => {
        seen.renders += 1
        seen.image = image.value
        return seen.image && h('img', { src: seen.image.url })
      }
    },
  })
  return {
    get renders() {
      return seen.renders
    },
    image: () => seen.image,
    unmount,
  }
}

/** Reads each field from its own ref, as a template does. */
function readFields(all: UseImageStream): Snapshot {
  const names = Object.keys(all.state.value) as (keyof Snapshot)[]
  return Object.fromEntries(names.map((name) => [name, all[name].value])) as unknown as Snapshot
}
