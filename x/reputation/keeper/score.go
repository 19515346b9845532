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

// Score returns a participant's score over all in a role as it reads now, 0 to Cap, rounded down; 0 for somebody without a
// history.
func (k *Keeper) Score(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (math.Int, error) {
	now, params, err := k.rules(ctx)
	if err != nil {
		return math.Int{}, err
	}
	score, err := k.scoreNow(ctx, params, now, addr, role, "")
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

// Adjust corrects a score over all by at most a tenth of the cap. The result stays within 0 and the cap.
func (k *Keeper) Adjust(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role, by math.Int, reason string) error {
	s, err := k.scoring(ctx, 0, "")
	if err != nil {
		return err
	}
	if most := s.params.MaxAdjust(); by.Abs().GT(most) {
		return types.ErrInvalidChange.Wrapf("change is %s; with cap %s use at most %s, or several corrections", by, s.params.Cap, most)
	}
	a, err := s.open(ctx, addr, role)
	if err != nil {
		return err
	}
	if err := a.apply(ctx, s.params.Correction(by, reason)); err != nil {
		return err
	}
	return a.close(ctx)
}

// rules returns market time in ms and the parameters in force.
func (k *Keeper) rules(ctx context.Context) (int64, types.Params, error) {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return 0, types.Params{}, err
	}
	params, err := k.Params.Get(ctx)
	return now, params, err
}

// scoreNow returns a score as it reads now.
func (k *Keeper) scoreNow(
	ctx context.Context, params types.Params, now int64, addr sdk.AccAddress, role identitytypes.Role, category string,
) (types.Score, error) {
	score, err := k.stored(ctx, addr, role, category)
	if err != nil {
		return score, err
	}
	score.Value, err = params.Read(score, now)
	return score, err
}

// stored returns a score as it was written last; that of a stranger is 0.
func (k *Keeper) stored(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role, category string) (types.Score, error) {
	if !types.HasScore(role) {
		return types.Score{}, types.ErrInvalidRole.Wrap(role.String())
	}
	if category == "" {
		a, err := k.account(ctx, addr)
		score, _ := a.Score(addr, role)
		return score, err
	}
	stored, err := k.Scores.Get(ctx, collections.Join3(addr, int32(role), category))
	if errors.Is(err, collections.ErrNotFound) {
		return types.NewScore(addr, role, category), nil
	}
	return stored.Of(addr, role, category), err
}

// setScore writes a score alone, and its key.
func (k *Keeper) setScore(ctx context.Context, addr sdk.AccAddress, score types.Score) error {
	stored := score.ToStore()
	if score.Category == "" {
		err := k.changeAccount(ctx, addr, func(a *types.Account) { a.SetScore(score) })
		if err != nil {
			return err
		}
		stored = types.StoredScore{}
	}
	return k.Scores.Set(ctx, keyOf(addr, score), stored)
}

func keyOf(addr sdk.AccAddress, score types.Score) scoreKey {
	return collections.Join3(addr, int32(score.Role), score.Category)
}

// account returns what is kept of a participant; that of a stranger is empty.
func (k *Keeper) account(ctx context.Context, addr sdk.AccAddress) (types.Account, error) {
	a, err := k.Accounts.Get(ctx, addr)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Account{}, nil
	}
	return a, err
}

// changeAccount changes an account alone.
func (k *Keeper) changeAccount(ctx context.Context, addr sdk.AccAddress, change func(a *types.Account)) error {
	a, err := k.account(ctx, addr)
	if err != nil {
		return err
	}
	change(&a)
	return k.Accounts.Set(ctx, addr, a)
}

// record returns what somebody has done in a role; that of a stranger is empty.
func (k *Keeper) record(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (types.Record, error) {
	a, err := k.account(ctx, addr)
	record, _ := a.Record(addr, role)
	return record, err
}

// changeRecord changes a record alone.
func (k *Keeper) changeRecord(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role, change func(r *types.Record)) error {
	return k.changeAccount(ctx, addr, func(a *types.Account) {
		record, _ := a.Record(addr, role)
		change(&record)
		a.SetRecord(record)
	})
}
