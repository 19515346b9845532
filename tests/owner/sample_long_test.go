//go:build long

package owner

// sample of make test-long: every case.
const sample = 1
