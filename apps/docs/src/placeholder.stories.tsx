// Placeholder: replaced by the playground.
import preview from '../.storybook/preview.tsx'

function Placeholder() {
  return (
    <main>
      <h1>image-stream</h1>
    </main>
  )
}

const meta = preview.meta({ title: 'Placeholder', component: Placeholder })

export const Default = meta.story()
