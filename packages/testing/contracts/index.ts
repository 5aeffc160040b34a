export { describeBinding } from './describe-binding.ts'
export type { Binding, ImageView, MountHooks, View } from './binding.ts'
