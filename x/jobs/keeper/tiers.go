package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// tierAllows refuses agents whose score does not open a job of this payout. The bound on jobs at once is roomForAnother's.
// Tiers are about the agent, not about one job: they are those of the parameters in force.
func (k *Keeper) tierAllows(ctx context.Context, job types.Job, agent sdk.AccAddress) error {
	_, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return err
	}
	score, probation, err := k.standing(ctx, agent)
	if err != nil {
		return err
	}
	return params.TierAllows(score, probation, job.Escrow.Payout)
}

// activeJobsOf returns how many jobs an agent may hold at once.
func (k *Keeper) activeJobsOf(ctx context.Context, agent sdk.AccAddress) (uint32, error) {
	_, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return 0, err
	}
	score, probation, err := k.standing(ctx, agent)
	if err != nil {
		return 0, err
	}
	_, tier := params.TierFor(score, probation)
	return params.ActiveJobs(tier), nil
}

// standing returns what an agent's tier depends on.
func (k *Keeper) standing(ctx context.Context, agent sdk.AccAddress) (score math.Int, probation bool, err error) {
	if score, err = k.scores.Score(ctx, agent, identitytypes.ROLE_AGENT); err != nil {
		return score, false, err
	}
	probation, err = k.scores.Probation(ctx, agent)
	return score, probation, err
}
