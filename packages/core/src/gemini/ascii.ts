/** Bytes that JSON and event streams are made of. */
export const lineFeed = 0x0a
export const carriageReturn = 0x0d
export const quote = 0x22
export const comma = 0x2c
export const openBracket = 0x5b
export const backslash = 0x5c
export const closeBracket = 0x5d
export const openBrace = 0x7b
export const closeBrace = 0x7d

export const maxAscii = 0x7f
