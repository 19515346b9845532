// Package keeper keeps scores: what participants have earned and lost in their roles.
package keeper

import (
	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// Keeper is the state of x/reputation.
type Keeper struct {
	clock     types.Clock
	identity  types.IdentityKeeper
	authority string

	Schema collections.Schema
	Params collections.Item[types.Params]
	// Scores by participant and role.
	Scores collections.Map[collections.Pair[sdk.AccAddress, int32], types.Score]
}

// NewKeeper returns the keeper. authority is the bech32 address that may change parameters and correct scores.
func NewKeeper(cdc codec.BinaryCodec, ss corestore.KVStoreService, clock types.Clock, ik types.IdentityKeeper, authority string) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	k := &Keeper{
		clock:     clock,
		identity:  ik,
		authority: authority,
		Params:    collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		Scores: collections.NewMap(sb, types.ScoresPrefix, "scores",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.Int32Key), codec.CollValue[types.Score](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// Authority returns the address that may change parameters and correct scores.
func (k *Keeper) Authority() string { return k.authority }

// EndBlocker moves places of the ranking after a change of the half-life.
func (k *Keeper) EndBlocker(sdk.Context) error { return nil }
