package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// Score returns a participant's score in a role, 0 to Cap, rounded down; 0 for somebody without a history.
func (k *Keeper) Score(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (math.Int, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return math.Int{}, err
	}
	score, err := k.load(ctx, params, addr, role)
	if err != nil {
		return math.Int{}, err
	}
	return score.Value.TruncateInt(), nil
}

// Cap returns the highest score.
func (k *Keeper) Cap(ctx context.Context) (math.Int, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return math.Int{}, err
	}
	return params.Cap, nil
}

// Adjust corrects a score by at most a tenth of the cap. The result stays within 0 and the cap.
func (k *Keeper) Adjust(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role, by math.Int, reason string) error {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	if most := params.MaxAdjust(); by.Abs().GT(most) {
		return types.ErrInvalidChange.Wrapf("change is %s; with cap %s use at most %s, or several corrections", by, params.Cap, most)
	}
	score, err := k.load(ctx, params, addr, role)
	if err != nil {
		return err
	}
	return k.store(ctx, params, addr, score, score.Value.Add(math.LegacyNewDecFromInt(by)), 0, "adjusted: "+reason)
}

// load returns a score as it reads under the parameters.
func (k *Keeper) load(ctx context.Context, params types.Params, addr sdk.AccAddress, role identitytypes.Role) (types.Score, error) {
	if !types.HasScore(role) {
		return types.Score{}, types.ErrInvalidRole.Wrap(role.String())
	}
	score, err := k.Scores.Get(ctx, collections.Join(addr, int32(role)))
	switch {
	case errors.Is(err, collections.ErrNotFound):
		return types.Score{Address: addr.String(), Role: role, Value: math.LegacyZeroDec()}, nil
	case err != nil:
		return types.Score{}, err
	}
	score.Value = params.Clamp(score.Value)
	return score, nil
}

// store writes a score's new value, held within 0 and the cap, and says so in an event. It is the only writer of scores
// after genesis.
func (k *Keeper) store(
	ctx context.Context, params types.Params, addr sdk.AccAddress, score types.Score, value math.LegacyDec, jobID uint64, reason string,
) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	old := score.Value
	score.Value = params.Clamp(value)
	score.UpdatedMs = now
	if err := k.Scores.Set(ctx, collections.Join(addr, int32(score.Role)), score); err != nil {
		return err
	}
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventScoreChanged{
		Address: score.Address, Role: score.Role, JobId: jobID, OldValue: old, NewValue: score.Value, Reason: reason,
	})
}
