import { createApp, type Component } from 'vue'

/** Mounts as an application does, with nothing of a test tool in between. Returns what takes it off the page again. */
export function mountOnPage(component: Component): () => void {
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp(component)
  app.mount(place)
  return () => {
    app.unmount()
    place.remove()
  }
}
