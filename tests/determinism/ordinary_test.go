//go:build !long

package determinism

// long is what make test-determinism runs.
const long = false
