// Placeholder: replaced by the hook.
export const placeholder = 'react'
