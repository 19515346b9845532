//go:build network && !long

package network

// chaosRounds is how often each fault happens.
const chaosRounds = 1
