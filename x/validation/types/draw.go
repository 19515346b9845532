package types

import (
	"crypto/sha256"

	"github.com/agijobs/agijobs/internal/preimage"
)

// DrawDelay is how many blocks after its submission a round may be drawn, and how many blocks a changed weight waits. A
// draw in block d uses beacons that nobody knows in block d-2, and weights that were fixed by block d-4: whoever
// submits, bonds, unbonds or joins does so blind.
const DrawDelay = 3

// drawDomain keeps a seed apart from every other hash of this chain.
const drawDomain = "agijobs/draw/v1"

// What became of a leaf that a draw met, as DrawLook.outcome says it. The order is that in which the draw asks; the first that
// holds is recorded.
const (
	LookJailed = "jailed"
	LookFull   = "full"  // has max_active_seats
	LookStake  = "stake" // below the pool's min_stake
	LookLock   = "lock"  // too little free stake for the seat's lock
	LookServed = "served"
	// LookCredential: lacks one that the pool requires.
	LookCredential = "credential"
	LookUnreadable = "unreadable" // its record, or that of who answers for it
	LookUndrawable = "undrawable" // x/identity says that it may not judge now
	LookKin        = "kin"        // of a party
	LookSpread     = "spread"     // its person or organisation has a seat; it may be met again in the second pass
	LookSeated     = "seated"
)

// MaxLooks is how many looks an event lists. A draw from a healthy pool looks at hardly more leaves than it seats, and two passes
// in which nobody at all is eligible at 2 · (MaxTries + MaxScan) = 544. Only a large committee in a pool of whom almost nobody is
// eligible meets more; there the event says that the list is cut, and is no larger than about 150 kB.
const MaxLooks = 1_024

// DrawSeed returns the seed of a draw: SHA-256 over length-prefixed fields (see internal/preimage). Previous and current are the
// beacons of the block before the draw and of the draw's block.
func DrawSeed(chainID string, jobID uint64, rung, attempt uint32, previous, current []byte) [32]byte {
	var f preimage.Fields
	f.Text(drawDomain)
	f.Text(chainID)
	f.Number(jobID)
	f.Number(uint64(rung))
	f.Number(uint64(attempt))
	f.Bytes(previous)
	f.Bytes(current)
	return sha256.Sum256(f)
}

// NextBeacon returns beacon(h) = SHA-256(beacon(h-1) ‖ header hash of h), 32 bytes. Both inputs are hashes of one fixed
// length (the beacon before the first is empty), so the plain concatenation is unambiguous.
//
// Nobody who sends transactions can choose it. The proposer of a block can try variants of the block until the beacon
// suits: that bias is known, and a stronger beacon can take this one's place without a change to the draws.
func NextBeacon(previous, headerHash []byte) []byte {
	h := sha256.New()
	h.Write(previous)
	h.Write(headerHash)
	return h.Sum(nil)
}

// CommitteeSize returns the size of the committee that can be seated: the largest odd number up to wanted and found that
// is at least minCommittee; 0 if there is none. Odd, so that two sides cannot tie.
func CommitteeSize(wanted, found, minCommittee uint32) uint32 {
	size := min(wanted, found)
	if size > 0 && size%2 == 0 {
		size--
	}
	if size < minCommittee {
		return 0
	}
	return size
}
