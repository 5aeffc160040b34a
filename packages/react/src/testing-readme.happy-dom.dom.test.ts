// @vitest-environment happy-dom
// The tests are those that the README of the test package shows, as they stand there.
import 'testing:poster.test.tsx'
