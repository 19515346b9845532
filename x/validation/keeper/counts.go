package keeper

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/x/validation/types"
)

// Kinds of journal entries: what messages leave to EndBlock.
const (
	entryCommit byte = 1
	entryReveal byte = 2
	entryUnbond byte = 3
	entryWeight byte = 4
)

// drainJournal does what the block's messages left to do. The votes of a round are counted together. An entry that fails is
// reported and stops no other. The journal is as long as the block's gas allows.
func (k *Keeper) drainJournal(ctx sdk.Context) error {
	entries, err := k.journal.Drain(ctx)
	if err != nil {
		return err
	}
	for _, group := range byRound(entries) {
		if cached.Run(ctx, func(ctx sdk.Context) error { return k.take(ctx, group) }) == nil {
			continue
		}
		// One of them must not take the others along.
		for _, e := range group {
			failed := cached.Run(ctx, func(ctx sdk.Context) error { return k.take(ctx, []journal.Entry{e}) })
			if failed == nil {
				continue
			}
			if err := k.parkEntry(ctx, e, failed); err != nil {
				return err
			}
		}
	}
	return nil
}

// byRound groups the votes of each round, in order of the first; every other entry is alone.
func byRound(entries []journal.Entry) (groups [][]journal.Entry) {
	at := map[roundID]int{} // looked up, never walked
	for _, e := range entries {
		if e.Kind == entryCommit || e.Kind == entryReveal {
			id := roundID{e.JobID, e.Rung}
			if i, ok := at[id]; ok {
				groups[i] = append(groups[i], e)
				continue
			}
			at[id] = len(groups)
		}
		groups = append(groups, []journal.Entry{e})
	}
	return groups
}

// roundID is (job, rung).
type roundID struct {
	job  uint64
	rung uint32
}

// take does what one entry, or the votes of one round, left to do.
func (k *Keeper) take(ctx sdk.Context, group []journal.Entry) error {
	switch e := group[0]; e.Kind {
	case entryCommit, entryReveal:
		return k.count(ctx, group)
	case entryUnbond:
		k.refreshWeight(ctx, e.Address)
		return k.startUnbonding(ctx, e.Address, e.Amount)
	case entryWeight:
		k.refreshWeight(ctx, e.Address)
	}
	return nil
}

// count counts votes of one round. When the last one is there, the window ends now and the same block closes it, under the
// cap of closes: what the cap leaves over is the first in the queue of the next block. Who reveals is forgiven its absences.
func (k *Keeper) count(ctx sdk.Context, votes []journal.Entry) error {
	round, err := k.hold(ctx, votes[0].JobID, votes[0].Rung)
	if err != nil {
		return err
	}
	for _, vote := range votes {
		if vote.Kind == entryCommit {
			round.Committed++
			continue
		}
		round.Revealed++
		if err := k.forgive(ctx, vote.Address); err != nil {
			return err
		}
	}
	if !complete(round.Round) {
		return k.setRound(ctx, round)
	}
	return k.endWindow(ctx, round)
}

// complete tells whether everybody has done what a round's window is for.
func complete(round types.Round) bool {
	return round.Status == types.ROUND_STATUS_COMMIT && round.Committed >= round.Live() ||
		round.Status == types.ROUND_STATUS_REVEAL && round.Revealed >= round.Committed
}

func (k *Keeper) endWindow(ctx sdk.Context, round held) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	round.ClosesMs = now
	return k.setRound(ctx, round)
}

func (k *Keeper) forgive(ctx sdk.Context, addr sdk.AccAddress) error {
	v, err := k.validator(ctx, addr)
	if err != nil || v.Absences == 0 {
		return err
	}
	v.Absences = 0
	return k.Validators.Set(ctx, addr, v)
}

// parkEntry reports an entry that failed. A count that is lost only means that its window runs to its end, where the
// seats themselves are counted. Stake that did not get its unbonding goes back, so that its owner can try again.
func (k *Keeper) parkEntry(ctx sdk.Context, e journal.Entry, failed error) error {
	event := types.EventItemFailed{Item: itemJournal, JobId: e.JobID, Rung: e.Rung, Validator: e.Address.String()}
	nothing := func(sdk.Context) error { return nil }
	return k.park(ctx, event, failed, func(ctx sdk.Context, _ *types.EventItemFailed) error {
		if e.Kind != entryUnbond {
			return nil
		}
		v, err := k.validator(ctx, e.Address)
		if err != nil {
			return err
		}
		v.Stake = v.Stake.Add(e.Amount)
		v.Unbonding = v.Unbonding.Sub(e.Amount)
		v.OpenUnbondings--
		return k.Validators.Set(ctx, e.Address, v)
	}, nothing)
}
