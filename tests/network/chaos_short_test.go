//go:build network && !long

package network

// chaosRounds is how often each fault happens.
const chaosRounds = 1

// restarts is how often the only validator is killed.
const restarts = 6
