//go:build !long

package owner

// sample is which of the most numerous cases a plain run tries: each fifth.
const sample = 5
