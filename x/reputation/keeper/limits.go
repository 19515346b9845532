package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// Standing returns all that others decide by: a participant's score over all in a role as it reads now, rounded down, the highest
// score that there is, and whether an agent may take jobs of the lowest tier only.
func (k *Keeper) Standing(
	ctx context.Context, addr sdk.AccAddress, role identitytypes.Role,
) (score, highest math.Int, probation bool, err error) {
	now, params, err := k.rules(ctx)
	if err != nil {
		return score, highest, false, err
	}
	if !types.HasScore(role) {
		return score, highest, false, types.ErrInvalidRole.Wrap(role.String())
	}
	a, err := k.account(ctx, addr)
	if err != nil {
		return score, highest, false, err
	}
	stored, _ := a.Score(addr, role)
	reads, err := params.Read(stored, now)
	if err != nil {
		return score, highest, false, err
	}
	if role == identitytypes.ROLE_AGENT {
		record, _ := a.Record(addr, role)
		probation = params.OnProbation(reads, record.EndedJobs())
	}
	return reads.TruncateInt(), params.Cap, probation, nil
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
