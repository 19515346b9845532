// Package keeper keeps scores: what participants have earned and lost in their roles.
package keeper

import (
	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// scoreKey is a participant, a role and a category; an empty category stands for the score over all.
type scoreKey = collections.Triple[sdk.AccAddress, int32, string]

// place is a role, a category, an inverted rank key and a participant: the highest score comes first.
type place = collections.Quad[int32, string, int64, sdk.AccAddress]

// span is the first and the last number of the changes that are kept of a participant.
type span = collections.Pair[uint64, uint64]

// Keeper is the state of x/reputation.
type Keeper struct {
	clock     types.Clock
	identity  types.IdentityKeeper
	authority string

	Schema collections.Schema
	Params collections.Item[types.Params]
	// Scores by participant, role and category.
	Scores collections.Map[scoreKey, types.Score]
	// Records by participant and role.
	Records collections.Map[collections.Pair[sdk.AccAddress, int32], types.Record]
	// Ranking holds a place for each score above 0, under the rank key that the score has.
	Ranking collections.KeySet[place]
	// Changes by participant and number; History says which there are.
	Changes collections.Map[collections.Pair[sdk.AccAddress, uint64], types.Change]
	History collections.Map[sdk.AccAddress, span]
	// Pairs by the names of two groups, in order.
	Pairs collections.Map[collections.Pair[string, string], types.Pair]
	// Rerank is the encoded key of the next score whose place is to be moved; unset when all places are right.
	Rerank collections.Item[[]byte]
}

// NewKeeper returns the keeper. authority is the bech32 address that may change parameters and correct scores.
func NewKeeper(cdc codec.BinaryCodec, ss corestore.KVStoreService, clock types.Clock, ik types.IdentityKeeper, authority string) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	spans := collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)
	k := &Keeper{
		clock:     clock,
		identity:  ik,
		authority: authority,
		Params:    collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		Scores: collections.NewMap(sb, types.ScoresPrefix, "scores",
			collections.TripleKeyCodec(sdk.AccAddressKey, collections.Int32Key, collections.StringKey), codec.CollValue[types.Score](cdc)),
		Records: collections.NewMap(sb, types.RecordsPrefix, "records",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.Int32Key), codec.CollValue[types.Record](cdc)),
		Ranking: collections.NewKeySet(sb, types.RankingPrefix, "ranking", collections.QuadKeyCodec(
			collections.Int32Key, collections.StringKey, collections.Int64Key, sdk.AccAddressKey)),
		Changes: collections.NewMap(sb, types.ChangesPrefix, "changes",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key), codec.CollValue[types.Change](cdc)),
		History: collections.NewMap(sb, types.HistoryPrefix, "history", sdk.AccAddressKey, collcodec.KeyToValueCodec(spans)),
		Pairs: collections.NewMap(sb, types.PairsPrefix, "pairs",
			collections.PairKeyCodec(collections.StringKey, collections.StringKey), codec.CollValue[types.Pair](cdc)),
		Rerank: collections.NewItem(sb, types.RerankPrefix, "rerank", collections.BytesValue),
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
