import type { Switches } from '@image-stream/emulator'

/** Quick, and still slow enough to be seen thinking. */
const options: Switches = {
  pace: { firstByteMs: 100, thinkingMs: 600, textMs: 20, pictureMs: 200, finishMs: 50 },
}

/** The environment of tests: no key, whatever the shell has, and the emulator in a hurry. */
export const quickEmulator = { GEMINI_API_KEY: '', EMULATOR_OPTIONS: JSON.stringify(options) }
