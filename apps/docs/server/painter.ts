/** Who draws here: Google needs a key, the emulator needs nothing. */
export function painter(): 'Emulator' | 'Google' {
  return process.env['GEMINI_API_KEY'] ? 'Google' : 'Emulator'
}
