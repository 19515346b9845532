package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/collections/indexes"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// applicationKey is a job and an agent.
type applicationKey = collections.Pair[uint64, sdk.AccAddress]

// selectionState is the state of SELECTION: the applications that stand.
type selectionState struct {
	Applications *collections.IndexedMap[applicationKey, types.Application, applicationIndexes]
}

type applicationIndexes struct {
	Agent *indexes.ReversePair[uint64, sdk.AccAddress, types.Application]
}

// IndexesList implements collections.Indexes.
func (i applicationIndexes) IndexesList() []collections.Index[applicationKey, types.Application] {
	return []collections.Index[applicationKey, types.Application]{i.Agent}
}

func newSelectionState(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) selectionState {
	key := collections.PairKeyCodec(collections.Uint64Key, sdk.AccAddressKey)
	return selectionState{
		Applications: collections.NewIndexedMap(sb, prefixApplications, "applications", key, codec.CollValue[types.Application](cdc),
			applicationIndexes{
				Agent: indexes.NewReversePair[types.Application](sb, prefixApplicationsByAgent, "applications_by_agent", key),
			}),
	}
}

// application returns an agent's application for a job, or ErrNoApplication.
func (k *Keeper) application(ctx context.Context, jobID uint64, agent sdk.AccAddress) (types.Application, error) {
	a, err := k.selection.Applications.Get(ctx, collections.Join(jobID, agent))
	if errors.Is(err, collections.ErrNotFound) {
		return a, errorsmod.Wrapf(types.ErrNoApplication, "job %d, %s", jobID, agent)
	}
	return a, err
}

// applicationsFor returns the applications for a job, in order of the applicants.
func (k *Keeper) applicationsFor(ctx context.Context, jobID uint64) (list []types.Application, err error) {
	err = k.selection.Applications.Walk(ctx, collections.NewPrefixedPairRange[uint64, sdk.AccAddress](jobID),
		func(_ applicationKey, a types.Application) (bool, error) {
			list = append(list, a)
			return false, nil
		})
	return list, err
}

// initSelection writes the part of the genesis.
func (k *Keeper) initSelection(ctx context.Context, gs types.GenesisState) error {
	for _, a := range gs.Applications {
		agent, err := sdk.AccAddressFromBech32(a.Agent)
		if err != nil {
			return errorsmod.Wrap(types.ErrAddress, err.Error())
		}
		if err := k.selection.Applications.Set(ctx, collections.Join(a.JobId, agent), a); err != nil {
			return err
		}
	}
	return nil
}

// exportSelection reads it.
func (k *Keeper) exportSelection(ctx context.Context, gs *types.GenesisState) error {
	return k.selection.Applications.Walk(ctx, nil, func(_ applicationKey, a types.Application) (bool, error) {
		gs.Applications = append(gs.Applications, a)
		return false, nil
	})
}

func (k *Keeper) selectionInvariants() []invariant.Invariant {
	return []invariant.Invariant{{Name: "jobs/applications", Check: k.checkApplications}}
}

// checkApplications: each application lies under its job and its agent, and the index by agent holds it and nothing else.
// That jobs, stakes and locked bonds agree with them is part of checkRecords.
func (k *Keeper) checkApplications(ctx sdk.Context) error {
	standing := 0
	err := k.selection.Applications.Walk(ctx, nil, func(key applicationKey, a types.Application) (bool, error) {
		standing++
		if a.JobId != key.K1() || a.Agent != key.K2().String() {
			return true, fmt.Errorf("an application of %s for job %d lies under job %d and %s", a.Agent, a.JobId, key.K1(), key.K2())
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	indexed := 0
	err = k.selection.Applications.Indexes.Agent.Walk(ctx, nil, func(agent sdk.AccAddress, jobID uint64) (bool, error) {
		indexed++
		_, err := k.application(ctx, jobID, agent)
		return err != nil, err
	})
	if err == nil && indexed != standing {
		err = fmt.Errorf("%d applications stand, %d are found by their agents", standing, indexed)
	}
	return err
}
