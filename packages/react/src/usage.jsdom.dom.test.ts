// @vitest-environment jsdom
// The tests are those that USAGE.md shows, as they stand there.
import 'usage:section 12 0.tsx'
