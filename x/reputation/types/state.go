package types

import "cosmossdk.io/collections"

// Prefixes of the store. Never reuse one.
var (
	ParamsPrefix = collections.NewPrefix(0)
	// ScoresPrefix: (participant, role) -> Score.
	ScoresPrefix = collections.NewPrefix(1)
)
