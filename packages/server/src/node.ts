// Placeholder: replaced by the node adapter.
export const placeholder = 'node'
