package keeper

import (
	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/sortition"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// drawn is what a draw came to; no agent: nobody was found.
type drawn struct {
	agent         sdk.AccAddress
	weight, total uint64
	seed          [32]byte
	looks         uint32
}

// drawAgent draws an agent for a job out of its category's roster, by weight; the first who may take it and can pay the bond
// out of its free stake. It adds what it met to looked, also when it fails. An empty roster costs one read.
func (k *Keeper) drawAgent(ctx sdk.Context, job types.Job, looked *int) (d drawn, err error) {
	store, tree := k.rosters.store.OpenKVStore(ctx), rosterTree(job.Category)
	if d.total, err = tree.Total(store); err != nil || d.total == 0 {
		return d, err
	}
	if d.seed, err = k.dispatchSeed(ctx, job); err != nil {
		return d, err
	}
	limit, err := k.nextLeaf(ctx, job.Category)
	if err != nil {
		return d, err
	}
	_, err = sortition.Draw(tree, store, sortition.NewStream(d.seed), 1, limit, func(leaf sortition.Look) (bool, error) {
		*looked++
		d.looks++
		agent, err := k.lookAt(ctx, job, leaf)
		if agent != nil {
			d.agent, d.weight = agent, leaf.Weight
		}
		return agent != nil, err
	})
	return d, err
}

// dispatchSeed returns the seed of a job's draw in this block.
func (k *Keeper) dispatchSeed(ctx sdk.Context, job types.Job) (seed [32]byte, err error) {
	current, err := k.validation.Beacon(ctx, ctx.BlockHeight())
	if err != nil {
		return seed, err
	}
	if len(current) == 0 {
		return seed, types.ErrNoBeacon // without one anybody could have known the draw
	}
	previous, err := k.validation.Beacon(ctx, ctx.BlockHeight()-1)
	return types.DispatchSeed(job.Id, job.DispatchTries, previous, current), err
}

// lookAt returns the agent on a leaf if it can have the job now. One whose records cannot be read is passed over and
// reported: it must not keep the job from others.
func (k *Keeper) lookAt(ctx sdk.Context, job types.Job, leaf sortition.Look) (sdk.AccAddress, error) {
	agent, err := k.rosters.Leaves.Get(ctx, collections.Join(job.Category, leaf.Index))
	if err != nil {
		return nil, k.reportDispatch(ctx, job.Id, err)
	}
	availability, err := k.availability(ctx, agent)
	if err != nil {
		return nil, k.reportDispatch(ctx, job.Id, err)
	}
	stake, err := k.StakeOf(ctx, agent)
	if err != nil {
		return nil, k.reportDispatch(ctx, job.Id, err)
	}
	if !availability.Takes(job, stake) {
		return nil, nil
	}
	if _, err := k.suitable(ctx, job, agent); err != nil {
		return nil, nil
	}
	return agent, nil
}
