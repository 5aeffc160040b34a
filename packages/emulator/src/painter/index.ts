export { repaint } from './edit.ts'
export { paint, sketch } from './paint.ts'
export type { Picture } from './picture.ts'
export { planOf } from './plan.ts'
