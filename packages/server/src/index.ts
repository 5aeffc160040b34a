// Placeholder: replaced by the relay.
export const placeholder = 'server'
