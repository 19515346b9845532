package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// standing is what an agent's tier depends on. Tiers are about the agent, not about one job: they are those of the parameters in
// force.
type standing struct {
	params    types.Params
	score     math.Int
	probation bool
}

func (k *Keeper) standing(ctx context.Context, agent sdk.AccAddress) (s standing, err error) {
	if s.score, _, s.probation, err = k.scores.Standing(ctx, agent, identitytypes.ROLE_AGENT); err != nil {
		return s, err
	}
	_, s.params, err = k.ParamsInForce(ctx)
	return s, err
}

// allows refuses a job whose payout the agent's score does not open. The bound on jobs at once is roomForAnother's.
func (s standing) allows(job types.Job) error {
	return s.params.TierAllows(s.score, s.probation, job.Escrow.Payout)
}

// activeJobs returns how many jobs the agent may hold at once.
func (s standing) activeJobs() uint32 {
	_, tier := s.params.TierFor(s.score, s.probation)
	return s.params.ActiveJobs(tier)
}
