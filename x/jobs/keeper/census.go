package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Census is what a look at the market finds. Each list is read up to a cap.
type Census struct {
	// Jobs that have not ended, by status.
	Jobs map[types.JobStatus]int64
	// Complete: no cap was reached, so Owed is what the module owes.
	Complete   bool
	Held, Owed math.Int
	// Due deadlines, the time of the oldest of them (market time in ms; 0: none), jobs that the chain is to assign now, and failed settlements.
	Due, OldestDueMs, Dispatch, Stuck int64
}

// Census looks at the market, for metrics and never for a block: at most so many jobs, stakes and allotments, and entries of a queue. now is
// market time in ms.
func (k *Keeper) Census(ctx context.Context, now int64, most int) (Census, error) {
	c := Census{Jobs: map[types.JobStatus]int64{}, Owed: math.ZeroInt()}
	var err error
	if c.Held, err = k.purse.Balance(ctx); err != nil {
		return c, err
	}
	due, err := k.due(ctx, now, most)
	if err != nil {
		return c, err
	}
	c.Due = int64(len(due))
	if len(due) > 0 {
		c.OldestDueMs = due[0].K1()
	}
	if c.Dispatch, err = k.countDispatch(ctx, now, most); err != nil {
		return c, err
	}
	stuck, err := k.Jobs.Indexes.Stuck.walk(ctx, nil, most)
	if err != nil {
		return c, err
	}
	c.Stuck = int64(len(stuck))
	return c, k.countOwed(ctx, &c, most)
}

func (k *Keeper) countDispatch(ctx context.Context, now int64, most int) (n int64, err error) {
	looked := 0
	err = k.Jobs.Indexes.DispatchQueue.refs.Walk(ctx, nil, func(key collections.Pair[DispatchPlace, uint64]) (bool, error) {
		if key.K1().K2() <= now {
			n++
		}
		looked++
		return looked >= most, nil
	})
	return n, err
}

func (k *Keeper) countOwed(ctx context.Context, c *Census, most int) error {
	ids, err := k.Jobs.Indexes.UnendedEmployer.walk(ctx, nil, most)
	if err != nil {
		return err
	}
	for _, id := range ids {
		job, err := k.Job(ctx, id)
		if err != nil {
			return err
		}
		c.Jobs[job.Status]++
		c.Owed = c.Owed.Add(job.LockedEscrow()).Add(job.LockedDisputes()).Add(job.LockedIncentives())
	}
	c.Complete = len(ids) < most
	stakes := 0
	err = k.Stakes.Walk(ctx, nil, func(_ sdk.AccAddress, stake types.AgentStake) (bool, error) {
		c.Owed = c.Owed.Add(stake.Free).Add(stake.Locked)
		stakes++
		return stakes >= most, nil
	})
	c.Complete = c.Complete && stakes < most
	if err != nil || !c.Complete {
		return err
	}
	allotted, err := k.allotmentsHeld(ctx)
	c.Owed = c.Owed.Add(allotted)
	return err
}
