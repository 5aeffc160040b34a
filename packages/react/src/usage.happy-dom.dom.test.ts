// @vitest-environment happy-dom
// The tests are those that USAGE.md shows, as they stand there.
import 'usage:section 12 0.tsx'
