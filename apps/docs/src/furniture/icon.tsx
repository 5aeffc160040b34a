import { icons } from './icons.ts'

/** A drawing that says what a button does; its name is the button's. */
export function Icon({ name }: { readonly name: keyof typeof icons }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={icons[name]} />
    </svg>
  )
}
