//go:build long

package explore

// long of make test-long: committees of five seats as well, and fewer states are merged.
const long = true
