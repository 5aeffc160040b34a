import type { Component as SvelteComponent } from 'svelte'
import type { Component as VueComponent } from 'vue'

import { Island } from './island.tsx'
import { mountSvelte } from './mount-svelte.svelte.ts'
import { mountVue } from './mount-vue.ts'

/** The `render` of a story, in Vue. */
export function inVue(component: VueComponent) {
  const mount = mountVue(component)
  return (args: object) => <Island mount={mount} props={args} />
}

/** The `render` of a story, in Svelte. */
export function inSvelte<Props extends object>(component: SvelteComponent<Props>) {
  const mount = mountSvelte(component)
  return (args: Props) => <Island mount={mount} props={args} />
}
