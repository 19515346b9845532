package keeper

import (
	"context"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// InitGenesis writes the state and rebuilds queues and indexes from it. It refuses a genesis whose module account holds
// another amount than the jobs and stakes say: x/bank comes first.
func (k *Keeper) InitGenesis(ctx sdk.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	for _, version := range gs.Params {
		if err := k.Params.Set(ctx, version.Version, version.Params); err != nil {
			return err
		}
		if err := k.CurrentParams.Set(ctx, version.Version); err != nil {
			return err
		}
	}
	for _, category := range gs.Categories {
		if err := k.Categories.Set(ctx, collections.Join(category.Slug, category.Revision), category); err != nil {
			return err
		}
		if err := k.CurrentRevision.Set(ctx, category.Slug, category.Revision); err != nil {
			return err
		}
	}
	for _, job := range gs.Jobs {
		deadlineMs := job.DeadlineMs
		job.DeadlineMs = noDeadline
		if err := k.setStatus(ctx, &job, job.Status, deadlineMs); err != nil {
			return err
		}
	}
	for _, stake := range gs.Stakes {
		agent, err := sdk.AccAddressFromBech32(stake.Agent)
		if err != nil {
			return errorsmod.Wrap(types.ErrAddress, err.Error())
		}
		if err := k.Stakes.Set(ctx, agent, stake); err != nil {
			return err
		}
	}
	return k.checkBalance(ctx)
}

// ExportGenesis returns the whole state; queues and indexes follow from it.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	gs := &types.GenesisState{}
	err := k.Params.Walk(ctx, nil, func(version uint64, params types.Params) (bool, error) {
		gs.Params = append(gs.Params, types.ParamsVersion{Version: version, Params: params})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.Categories.Walk(ctx, nil, func(_ collections.Pair[string, uint64], category types.Category) (bool, error) {
		gs.Categories = append(gs.Categories, category)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.Jobs.Walk(ctx, nil, func(_ uint64, job types.Job) (bool, error) {
		gs.Jobs = append(gs.Jobs, job)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.Stakes.Walk(ctx, nil, func(_ sdk.AccAddress, stake types.AgentStake) (bool, error) {
		gs.Stakes = append(gs.Stakes, stake)
		return false, nil
	})
	return gs, err
}
