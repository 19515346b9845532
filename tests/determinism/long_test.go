//go:build long

package determinism

// long: 500 blocks in every variant.
const long = true
