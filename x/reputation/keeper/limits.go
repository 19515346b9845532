package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Probation tells whether an agent may take jobs of the lowest tier only.
func (k *Keeper) Probation(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	now, params, err := k.rules(ctx)
	if err != nil {
		return false, err
	}
	record, err := k.record(ctx, addr, identitytypes.ROLE_AGENT)
	if err != nil {
		return false, err
	}
	score, err := k.scoreNow(ctx, params, now, addr, identitytypes.ROLE_AGENT, "")
	if err != nil {
		return false, err
	}
	return params.OnProbation(score.Value, record.EndedJobs()), nil
}

// EarlierGains returns how many gains the organisations of two participants share within the window, and whether they are
// one organisation.
func (k *Keeper) EarlierGains(ctx context.Context, a, b sdk.AccAddress) (uint32, bool, error) {
	now, params, err := k.rules(ctx)
	if err != nil {
		return 0, false, err
	}
	d, err := k.dealing(ctx, params, now, a, b)
	return d.Earlier, d.Same, err
}
