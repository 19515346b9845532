package keeper

import (
	"errors"
	"fmt"
	"time"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// checkCouncil: there is no council, or it can decide.
func (k *Keeper) checkCouncil(ctx sdk.Context) error {
	c, err := k.Council(ctx)
	if err != nil || c.Empty() {
		return err
	}
	if err := c.Validate(); err != nil {
		return err
	}
	return c.RequireQuorate()
}

// checkProposals: x/gov finds each open proposal under exactly one key, its end; none of them is decided already, as one
// that had been executed would be; a finished one's decision says what its status says.
func (k *Keeper) checkProposals(ctx sdk.Context) error {
	gov := k.council.gov
	if gov == nil {
		return nil
	}
	open, err := k.openProposals(ctx)
	if err != nil {
		return err
	}
	if len(open) > types.MaxOpenProposals {
		return fmt.Errorf("%d open proposals, at most %d", len(open), types.MaxOpenProposals)
	}
	for _, id := range open {
		if err := k.checkOpen(ctx, id); err != nil {
			return fmt.Errorf("proposal %d: %w", id, err)
		}
	}
	queued := 0
	err = gov.ActiveProposalsQueue.Walk(ctx, nil, func(collections.Pair[time.Time, uint64], uint64) (bool, error) {
		queued++
		return false, nil
	})
	if err != nil {
		return err
	}
	if queued != len(open) {
		return fmt.Errorf("%d keys in the queue of %d open proposals", queued, len(open))
	}
	return k.council.decisions.Walk(ctx, nil, func(id uint64, d types.Decision) (bool, error) {
		p, err := gov.Proposals.Get(ctx, id)
		if errors.Is(err, collections.ErrEncoding) {
			return false, nil
		}
		if err != nil {
			return true, fmt.Errorf("decided proposal %d: %w", id, err)
		}
		if d.Passed != (p.Status == govv1.StatusPassed || p.Status == govv1.StatusFailed) {
			return true, fmt.Errorf("proposal %d is %s, but its decision passed: %t", id, p.Status, d.Passed)
		}
		return false, nil
	})
}

func (k *Keeper) checkOpen(ctx sdk.Context, id uint64) error {
	gov := k.council.gov
	decided, err := k.council.decisions.Has(ctx, id)
	if err != nil {
		return err
	}
	if decided {
		return errors.New("open and decided")
	}
	p, err := gov.Proposals.Get(ctx, id)
	if errors.Is(err, collections.ErrEncoding) {
		return nil
	}
	if err != nil {
		return err
	}
	if p.Status != govv1.StatusVotingPeriod || p.VotingEndTime == nil {
		return fmt.Errorf("open, but %s", p.Status)
	}
	has, err := gov.ActiveProposalsQueue.Has(ctx, collections.Join(*p.VotingEndTime, id))
	if err == nil && !has {
		err = errors.New("not queued at its end")
	}
	return err
}
