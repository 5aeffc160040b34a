import type { GeneratedImage, ImageStream, ImageStreamOptions } from '@image-stream/core'
import type { Binding, MountHooks } from '@image-stream/testing/contracts'
import {
  Fragment,
  Profiler,
  StrictMode,
  useEffect,
  useLayoutEffect,
  version,
  type ComponentType,
  type ReactNode,
} from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import * as entry from '../src/index.ts'
import { useImageStream, type UseImageStream } from '../src/use-image-stream.ts'

/** React as the binding contract sees it. Plain roots: test tools flush updates, and renders are counted here. */
export function reactBinding({ isStrict }: { readonly isStrict: boolean }): Binding {
  return {
    name: `React ${version}${isStrict ? ' in StrictMode' : ''}`,
    entry,
    mount(given, hooks = {}) {
      const { shown, renders, render, unmount } = mount<StudioProps, UseImageStream>(
        Studio,
        { given, hooks },
        isStrict,
      )
      return {
        snapshot: shown,
        actions: shown(),
        stream: shown().stream,
        get renders() {
          return renders()
        },
        setOptions: (options) => render({ given: options, hooks }),
        unmount,
      }
    },
    mountImage(stream) {
      const { shown, renders, unmount } = mount<CanvasProps, GeneratedImage | null>(
        Canvas,
        { stream },
        isStrict,
      )
      return {
        image: shown,
        get renders() {
          return renders()
        },
        unmount,
      }
    },
  }
}

interface StudioProps {
  readonly given: ImageStreamOptions | ImageStream
  readonly hooks: MountHooks
}

function Studio({ given, hooks, show }: StudioProps & Show<UseImageStream>): ReactNode {
  const all = useImageStream(given)
  const { status, thoughts, image, stream } = all
  useLayoutEffect(() => show(all))
  useEffect(() => hooks.onMount?.(stream), [hooks, stream])
  return (
    <>
      <output>{status}</output>
      <p>{thoughts}</p>
      {image && <img src={image.url} alt="" />}
    </>
  )
}

interface CanvasProps {
  readonly stream: ImageStream
}

function Canvas({ stream, show }: CanvasProps & Show<GeneratedImage | null>): ReactNode {
  const image = useImageStream(stream, (snapshot) => snapshot.image)
  useLayoutEffect(() => show(image))
  return image && <img src={image.url} alt="" />
}

interface Show<Value> {
  /** Called with what was committed. */
  readonly show: (value: Value) => void
}

function mount<Props extends object, Shown>(
  Component: ComponentType<Props & Show<Shown>>,
  props: Props,
  isStrict: boolean,
) {
  const container = document.body.appendChild(document.createElement('div'))
  const root = createRoot(container)
  const Mode = isStrict ? StrictMode : Fragment
  let renders = 0
  let shown: Shown
  const show = (value: Shown): void => void (shown = value)
  const render = (next: Props): void =>
    flushSync(() =>
      root.render(
        <Mode>
          <Profiler id="binding" onRender={() => void (renders += 1)}>
            <Component {...next} show={show} />
          </Profiler>
        </Mode>,
      ),
    )
  render(props)
  const unmount = (): void => {
    root.unmount()
    container.remove()
  }
  return { shown: () => shown, renders: () => renders, render, unmount }
}
