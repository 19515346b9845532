package types

import "cosmossdk.io/collections"

// Prefixes of the store. Never reuse one.
var (
	ParamsPrefix = collections.NewPrefix(0)
	// ScoresPrefix: (participant, role, category) -> Score; category empty: over all.
	ScoresPrefix = collections.NewPrefix(1)
	// RecordsPrefix: (participant, role) -> Record.
	RecordsPrefix = collections.NewPrefix(2)
	// RankingPrefix: (role, category, inverted rank key, participant).
	RankingPrefix = collections.NewPrefix(3)
	// ChangesPrefix: (participant, sequence) -> Change.
	ChangesPrefix = collections.NewPrefix(4)
	// HistoryPrefix: participant -> (first, last) sequence of the changes that are kept.
	HistoryPrefix = collections.NewPrefix(5)
	// PairsPrefix: (group, group) -> Pair.
	PairsPrefix = collections.NewPrefix(6)
	// RerankPrefix: the key of the next score whose place is to be moved; unset when all places are right.
	RerankPrefix = collections.NewPrefix(7)
)
