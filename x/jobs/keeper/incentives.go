package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// incentiveState is the state of bonuses and boosts.
type incentiveState struct{}

func newIncentiveState(*collections.SchemaBuilder, codec.BinaryCodec) incentiveState {
	return incentiveState{}
}

// initIncentives writes the part of the genesis.
func (k *Keeper) initIncentives(context.Context, types.GenesisState) error { return nil }

// exportIncentives reads it.
func (k *Keeper) exportIncentives(context.Context, *types.GenesisState) error { return nil }

func (k *Keeper) incentivesInvariants() []invariant.Invariant { return nil }

// reserveBonus takes the bonus of a new job out of the pool, as far as it reaches. EndBlock only.
func (k *Keeper) reserveBonus(sdk.Context, types.Job) error { return nil }

// reserveBoost takes the boost of an assignment, and gives back what the pair may not have of the bonus. EndBlock only.
func (k *Keeper) reserveBoost(sdk.Context, types.Job) error { return nil }

// returnBoost gives a job's boost back to the pool when its assignment ends. EndBlock only.
func (k *Keeper) returnBoost(sdk.Context, *types.Job) error { return nil }
