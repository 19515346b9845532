package types

import "cosmossdk.io/collections"

const (
	// ModuleName is the name of the module, of its store and of its module account.
	ModuleName = "certificates"
	// StoreKey names the module's store.
	StoreKey = ModuleName
	// TransientKey names the module's transient store: its journal.
	TransientKey = "transient_" + ModuleName
)

// Prefixes of the module's store.
var (
	// ListingsPrefix: what is for sale, by job id.
	ListingsPrefix = collections.NewPrefix(1)
	// RevocationsPrefix: what no longer counts, by job id.
	RevocationsPrefix = collections.NewPrefix(2)
	// CitedByPrefix: (source, certificate that builds on it).
	CitedByPrefix = collections.NewPrefix(3)
)
