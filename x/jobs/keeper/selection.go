package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// selectionState is the state of SELECTION.
type selectionState struct{}

func newSelectionState(*collections.SchemaBuilder, codec.BinaryCodec) selectionState {
	return selectionState{}
}

// initSelection writes the part of the genesis.
func (k *Keeper) initSelection(context.Context, types.GenesisState) error { return nil }

// exportSelection reads it.
func (k *Keeper) exportSelection(context.Context, *types.GenesisState) error { return nil }

func (k *Keeper) selectionInvariants() []invariant.Invariant { return nil }

// selectionDue acts on an OPEN job of SELECTION whose deadline has come: an award of its employer, or the rule's. It
// tells whether the job has been assigned or is offered on; otherwise it lapses.
func (k *Keeper) selectionDue(sdk.Context, types.Job) (done bool, err error) { return false, nil }

// releaseApplications ends the applications of a job. EndBlock only.
func (k *Keeper) releaseApplications(sdk.Context, types.Job, string) error { return nil }

// forgetApplicant ends the applications of an agent who is revoked.
func (k *Keeper) forgetApplicant(sdk.Context, sdk.AccAddress) error { return nil }
