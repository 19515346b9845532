package types

import "cosmossdk.io/collections"

const (
	// ModuleName is the name of the module, of its store and of its module account.
	ModuleName = "validation"
	// StoreKey names the module's store.
	StoreKey = ModuleName
	// TransientKey names the module's transient store: its journal.
	TransientKey = "transient_" + ModuleName
)

// Prefixes of the store. A number is never used again for something else.
var (
	ParamsPrefix           = collections.NewPrefix(1)
	VersionPrefix          = collections.NewPrefix(2)
	PoolsPrefix            = collections.NewPrefix(3)
	ValidatorsPrefix       = collections.NewPrefix(4)
	UnbondingsPrefix       = collections.NewPrefix(5)
	UnbondingsByPrefix     = collections.NewPrefix(6)
	UnbondingQueuePrefix   = collections.NewPrefix(7)
	NextUnbondingPrefix    = collections.NewPrefix(8)
	LeavesPrefix           = collections.NewPrefix(9)
	LeafOfPrefix           = collections.NewPrefix(10)
	NextLeafPrefix         = collections.NewPrefix(11)
	FreeLeavesPrefix       = collections.NewPrefix(12)
	WeightChangesPrefix    = collections.NewPrefix(13)
	RoundsPrefix           = collections.NewPrefix(14)
	SeatsPrefix            = collections.NewPrefix(15)
	SeatsByValidatorPrefix = collections.NewPrefix(16)
	DrawQueuePrefix        = collections.NewPrefix(17)
	CloseQueuePrefix       = collections.NewPrefix(18)
	BeaconsPrefix          = collections.NewPrefix(19)
	CouncilSlashesPrefix   = collections.NewPrefix(20)
	CouncilSlashesByPrefix = collections.NewPrefix(21)
	DueSlashesPrefix       = collections.NewPrefix(22)
	LeafOrganisationPrefix = collections.NewPrefix(23)
	OrgWeightsPrefix       = collections.NewPrefix(24)
)

// treePrefix starts the keys of the draw trees. Their nodes are packed and no collection, so the number stands here.
const treePrefix byte = 32

// TreePrefix is the prefix of a pool's draw tree. A pool id holds no zero byte, so no prefix starts another.
func TreePrefix(pool string) []byte {
	return append(append([]byte{treePrefix}, pool...), 0)
}
