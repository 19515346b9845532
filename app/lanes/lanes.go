// Package lanes shares out what is scarce under a flood: a node's pool of waiting transactions, and the space of a block. Duties, exits
// and the owner's acts go in the first lane, new business in the entry lane. Everything here is a node's own affair: no state depends on
// it, and two nodes may order their proposals differently.
package lanes

// Lane is how urgent a transaction is; the most urgent is the lowest.
type Lane int

const (
	// Committee: votes of those who hold an open seat. Nobody can buy a seat, so these go before all others.
	Committee Lane = iota
	// Office: the council and the guardians.
	Office
	// Party: duties and exits about a job or a record of one's own.
	Party
	// Entry: new business, and whatever comes from somebody who is not the party concerned.
	Entry

	laneCount
)

// First tells whether a lane belongs to the first one, which blocks are filled with first.
func (l Lane) First() bool { return l < Entry }

func (l Lane) String() string {
	return [...]string{"committee", "office", "party", "entry"}[l]
}

const (
	// MaxDuties is how many transactions of one signer wait in the first lane; more of them count as new business. Somebody who judges on
	// that many committees at once sends several votes in one transaction.
	MaxDuties = 16
	// MaxPending is how many transactions of one signer wait in all.
	MaxPending = 64
	// maxEntries leaves room for a signer's own duties, however much business it has waiting.
	maxEntries = MaxPending - MaxDuties
	// MaxMessages of a transaction in the first lane: each is looked up, and nobody pays for that.
	MaxMessages = 100

	// firstShare of a block, one part in so many, is the first lane's if it has that much waiting.
	firstShare = 2
	// signerShare of a block is what one party gets of the first lane: sixteen of them are needed to fill it, and even in the smallest block
	// that the council can choose a share holds a vote.
	signerShare = 32
)

// ceilings in percent of the pool: what a lane and those after it may hold together.
var ceilings = [laneCount]int64{Committee: 100, Office: 100, Party: 90, Entry: 80}
