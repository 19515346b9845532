package types

import errorsmod "cosmossdk.io/errors"

// Power is the consensus power of one operator.
type Power struct {
	// Last is what CometBFT was told at the end of the last block.
	Last int64
	// Next is what it will be told at the end of this block, as things stand.
	Next int64
}

// Active counts operators who will have power after this block.
func Active(set []Power) int {
	n := 0
	for _, p := range set {
		if p.Next > 0 {
			n++
		}
	}
	return n
}

// lost sums what operators had and will not have after this block, and what all of them had.
func lost(set []Power) (gone, total int64) {
	for _, p := range set {
		gone += max(0, p.Last-p.Next)
		total += p.Last
	}
	return gone, total
}

// CheckMinimum refuses a change that leaves fewer active operators than before and fewer than the minimum. What takes no
// operator out, as the undelegation of a part or the removal of a jailed one, always passes.
func CheckMinimum(before, after []Power, minimum uint32) error {
	was, is := Active(before), Active(after)
	if is < was && is < int(minimum) {
		return errorsmod.Wrapf(ErrTooFewOperators, "%d of at least %d", is, minimum)
	}
	return nil
}

// CheckThird refuses a change after which more than a third of the last block's power leaves in this block, whatever took
// the rest of it: light clients and a majority that must commit the next block trust the other two thirds.
func CheckThird(before, after []Power) error {
	was, _ := lost(before)
	is, total := lost(after)
	if is > was && is > total/3 {
		return errorsmod.Wrapf(ErrTooMuchPower, "%d of %d", is, total)
	}
	return nil
}
