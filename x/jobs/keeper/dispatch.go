package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// dispatchState is the state of DISPATCH.
type dispatchState struct{}

func newDispatchState(*collections.SchemaBuilder, codec.BinaryCodec) dispatchState {
	return dispatchState{}
}

// initDispatch writes the part of the genesis.
func (k *Keeper) initDispatch(context.Context, types.GenesisState) error { return nil }

// exportDispatch reads it.
func (k *Keeper) exportDispatch(context.Context, *types.GenesisState) error { return nil }

func (k *Keeper) dispatchInvariants() []invariant.Invariant { return nil }

// dispatch assigns jobs that were offered in earlier blocks, at most dispatch_per_block. EndBlock only.
func (k *Keeper) dispatch(sdk.Context) error { return nil }

// refreshRoster gives an agent the weight that it has now in its rosters. EndBlock only.
func (k *Keeper) refreshRoster(sdk.Context, sdk.AccAddress) error { return nil }

// dispatchedEnded changes an agent's standing when a dispatched assignment ends without a submission. EndBlock only.
func (k *Keeper) dispatchedEnded(sdk.Context, types.Job, sdk.AccAddress, types.RulingBasis) error {
	return nil
}

// dispatchedSubmitted changes it when the work was handed in. EndBlock only.
func (k *Keeper) dispatchedSubmitted(sdk.Context, types.Job, sdk.AccAddress) error { return nil }

// leaveRosters takes an agent off the rosters. EndBlock only.
func (k *Keeper) leaveRosters(sdk.Context, sdk.AccAddress, string) error { return nil }
