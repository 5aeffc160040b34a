import { mount, unmount, type Component } from 'svelte'

import type { Mount } from './island.tsx'

/** For `Island`: a Svelte component. Its props are those that it was mounted with, at their latest values. */
export function mountSvelte<Props extends object>(component: Component<Props>): Mount<Props> {
  return (target, initial) => {
    let latest = $state.raw(initial)
    const props = {}
    for (const name of Object.keys(initial) as (keyof Props)[]) {
      Object.defineProperty(props, name, { enumerable: true, get: () => latest[name] })
    }
    const instance = mount(component, { target, props: props as Props })
    return {
      update(next) {
        latest = next
      },
      unmount: () => void unmount(instance),
    }
  }
}
