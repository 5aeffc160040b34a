import { createApp, h, shallowReactive, type Component } from 'vue'

import type { Mount } from './island.tsx'

/** For `Island`: a Vue component as an app of its own. */
export function mountVue(component: Component): Mount<object> {
  return (target, initial) => {
    const props = shallowReactive({ ...initial })
    const app = createApp({ render: () => h(component, props) })
    app.mount(target)
    return {
      update: (next) => void Object.assign(props, next),
      unmount: () => app.unmount(),
    }
  }
}
