package keeper

import (
	"context"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// InitGenesis writes the state and rebuilds queues and indexes from it. It refuses one that does not agree with the
// modules that come first: with x/bank about the money held, with x/validation about pools and rounds, with
// x/certificates about who has one; and jobs with ids that this chain's own blocks would give again.
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
	if err := k.checkPools(ctx, gs); err != nil {
		return err
	}
	for _, job := range gs.Jobs {
		if err := checkPast(ctx, job.Id); err != nil {
			return err
		}
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
	for _, init := range []func(context.Context, types.GenesisState) error{
		k.initPrograms, k.initSelection, k.initDispatch, k.initIncentives,
	} {
		if err := init(ctx, gs); err != nil {
			return err
		}
	}
	for _, check := range []func(sdk.Context) error{k.checkDeadlines, k.checkCertificates} {
		if err := check(ctx); err != nil {
			return errorsmod.Wrap(types.ErrGenesis, err.Error())
		}
	}
	return k.checkBalance(ctx)
}

// checkPools: every pool that a category or a rung names exists, whatever revision or version it is of: a job without
// one could not be handed in.
func (k *Keeper) checkPools(ctx context.Context, gs types.GenesisState) error {
	for _, category := range gs.Categories {
		if err := k.poolExists(ctx, category.Pool); err != nil {
			return errorsmod.Wrapf(err, "category %s revision %d", category.Slug, category.Revision)
		}
	}
	for _, version := range gs.Params {
		if err := k.ladderExists(ctx, version.Params); err != nil {
			return errorsmod.Wrapf(err, "parameters of version %d", version.Version)
		}
	}
	return nil
}

// checkPast: the job was posted in a block before this chain's first one. An id names its block.
func checkPast(ctx sdk.Context, id uint64) error {
	height, _, _ := types.SplitJobID(id)
	if height >= max(ctx.BlockHeight(), 1) {
		return errorsmod.Wrapf(types.ErrJobID, "job %d is of block %d; let the chain start at initial_height %d or later",
			id, height, height+1)
	}
	return nil
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
	if err != nil {
		return nil, err
	}
	for _, export := range []func(context.Context, *types.GenesisState) error{
		k.exportPrograms, k.exportSelection, k.exportDispatch, k.exportIncentives,
	} {
		if err := export(ctx, gs); err != nil {
			return nil, err
		}
	}
	return gs, nil
}
