package types

import "cosmossdk.io/collections"

// Prefixes of what is kept of canaries.
var (
	CanaryRootsPrefix       = collections.NewPrefix(40)
	CanaryOfficesPrefix     = collections.NewPrefix(41)
	OpenedCanariesPrefix    = collections.NewPrefix(42)
	OpenedByOfficePrefix    = collections.NewPrefix(43)
	OpenedByWorkPrefix      = collections.NewPrefix(44)
	CanarySlashesPrefix     = collections.NewPrefix(45)
	CanarySlashesByPrefix   = collections.NewPrefix(46)
	CanaryDisclosuresPrefix = collections.NewPrefix(47)
	CanaryOldRootsPrefix    = collections.NewPrefix(48)
	CanaryQueuePrefix       = collections.NewPrefix(49)
	CanarySweepsPrefix      = collections.NewPrefix(50)
)
