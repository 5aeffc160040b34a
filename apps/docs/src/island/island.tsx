import { useEffect, useRef } from 'react'

/** Puts a component of any framework into an element. */
export type Mount<Props> = (
  target: HTMLElement,
  props: Props,
) => {
  readonly update: (props: Props) => void
  readonly unmount: () => void
}

interface IslandProps<Props> {
  /** Made once for each component, as another one mounts anew. */
  readonly mount: Mount<Props>
  readonly props: Props
}

/** A component of another framework, in a page of React. New props keep its state. */
export function Island<Props>({ mount, props }: IslandProps<Props>) {
  const place = useRef<HTMLDivElement>(null)
  const mounted = useRef<ReturnType<Mount<Props>>>(null)
  const latest = useRef(props)

  useEffect(() => {
    latest.current = props
    mounted.current?.update(props)
  }, [props])

  useEffect(() => {
    if (!place.current) return
    const island = mount(place.current, latest.current)
    mounted.current = island
    return () => {
      mounted.current = null
      island.unmount()
    }
  }, [mount])

  return <div ref={place} style={{ display: 'contents' }} />
}
