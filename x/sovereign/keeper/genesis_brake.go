package keeper

import (
	"context"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

func (k *Keeper) initBrake(ctx context.Context, gs types.GenesisState) error {
	for _, g := range gs.Guardians {
		addr, err := sdk.AccAddressFromBech32(g.Address)
		if err != nil {
			return err
		}
		g.Address = addr.String()
		if err := k.brake.guardians.Set(ctx, addr, g); err != nil {
			return err
		}
	}
	for _, p := range gs.Pauses {
		if err := k.brake.pauses.Set(ctx, int32(p.Scope), p); err != nil {
			return err
		}
	}
	for _, c := range gs.GuardianCalls {
		addr, err := sdk.AccAddressFromBech32(c.Guardian)
		if err != nil {
			return err
		}
		if err := k.brake.calls.Set(ctx, collections.Join(int32(c.Scope), addr), c); err != nil {
			return err
		}
	}
	for i, p := range gs.GuardianPauses {
		if err := k.brake.spent.Set(ctx, uint64(i), p); err != nil {
			return err
		}
	}
	for _, p := range gs.PausedTypes {
		if !k.rule(p.TypeUrl).Pausable {
			return errorsmod.Wrapf(types.ErrInvalidGenesis, "paused type %s is no entry message", p.TypeUrl)
		}
		if err := k.brake.types.Set(ctx, p.TypeUrl, p); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) exportBrake(ctx context.Context, gs *types.GenesisState) (err error) {
	if gs.Guardians, err = k.Guardians(ctx); err != nil {
		return err
	}
	if gs.Pauses, err = k.Pauses(ctx); err != nil {
		return err
	}
	if gs.GuardianCalls, err = valuesOf(ctx, k.brake.calls); err != nil {
		return err
	}
	if gs.GuardianPauses, err = k.Spent(ctx); err != nil {
		return err
	}
	gs.PausedTypes, err = k.PausedTypes(ctx)
	return err
}

// checkBrake: pauses and the guardians' record agree, nothing has outlived its end, the budget is kept.
func (k *Keeper) checkBrake(ctx sdk.Context) error {
	pauses, err := k.Pauses(ctx)
	if err != nil {
		return err
	}
	seen := make(map[types.PauseScope]bool, len(pauses))
	for _, p := range pauses {
		if seen[p.Scope] {
			return errorsmod.Wrapf(types.ErrBrake, "two pauses of %s", p.Scope)
		}
		seen[p.Scope] = true
	}
	single, err := k.PausedTypes(ctx)
	if err != nil {
		return err
	}
	for _, p := range single {
		if !k.rule(p.TypeUrl).Pausable {
			return errorsmod.Wrapf(types.ErrBrake, "%s is paused but no entry message", p.TypeUrl)
		}
	}
	spent, err := k.Spent(ctx)
	if err != nil {
		return err
	}
	now, err := k.blockMs(ctx)
	if err != nil {
		return err
	}
	return types.CheckPauses(pauses, spent, now)
}
