package types

import (
	"math"

	errorsmod "cosmossdk.io/errors"

	"github.com/agijobs/agijobs/internal/journal"
)

const (
	// JobsPerSlot is how many jobs one transaction may post, and all council messages of one block together.
	JobsPerSlot = 999

	idPerSlot   = 1_000
	idPerHeight = 100_000 * idPerSlot
)

// NewJobID returns height·10^8 + slot·10^3 + n: unique, ordered, and it tells an auditor block and transaction without a
// global counter, which would serialise a parallel block. slot comes from the journal; n counts the slot's jobs from 0.
// No id is 0: blocks are counted from 1.
func NewJobID(height int64, slot, n uint32) (uint64, error) {
	if height < 1 {
		return 0, errorsmod.Wrapf(ErrJobID, "block height %d; jobs are posted from block 1 on", height)
	}
	if slot > journal.SimulationSlot {
		return 0, errorsmod.Wrapf(ErrJobID, "slot %d; the last one is %d", slot, journal.SimulationSlot)
	}
	if n >= JobsPerSlot {
		return 0, ErrTooManyJobs
	}
	low := uint64(slot)*idPerSlot + uint64(n)
	if uint64(height) > (math.MaxUint64-low)/idPerHeight {
		return 0, errorsmod.Wrapf(ErrJobID, "block height %d leaves the range of ids", height)
	}
	return uint64(height)*idPerHeight + low, nil
}

// SplitJobID undoes NewJobID.
func SplitJobID(id uint64) (height int64, slot, n uint32) {
	return int64(id / idPerHeight), uint32(id % idPerHeight / idPerSlot), uint32(id % idPerSlot)
}

// validJobID tells whether NewJobID could have returned id.
func validJobID(id uint64) bool {
	again, err := NewJobID(SplitJobID(id))
	return err == nil && again == id
}
