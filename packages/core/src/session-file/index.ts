export { loadSession } from './load-session.ts'
export { saveSession, type SavedSession } from './save-session.ts'
