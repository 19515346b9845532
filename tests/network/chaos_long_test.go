//go:build network && long

package network

// chaosRounds of make test-chaos: how often each fault happens.
const chaosRounds = 12

// restarts of make test-chaos.
const restarts = 100
