// Package keeper keeps scores: what participants have earned and lost in their roles.
package keeper

import (
	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// scoreKey is a participant, a role and a category; an empty category stands for the score over all.
type scoreKey = collections.Triple[sdk.AccAddress, int32, string]

// place is a role, a category, an inverted rank key and a participant: the highest score comes first.
type place = collections.Quad[int32, string, int64, sdk.AccAddress]

// changeKey is a participant and the number of a change.
type changeKey = collections.Pair[sdk.AccAddress, uint64]

// Keeper is the state of x/reputation.
type Keeper struct {
	clock     types.Clock
	identity  types.IdentityKeeper
	authority string

	Schema collections.Schema
	Params collections.Item[types.Params]
	// Accounts by participant: scores over all, records, and which changes there are.
	Accounts collections.Map[sdk.AccAddress, types.Account]
	// Scores by participant, role and category. Under an empty category lies nothing but the key: that score is the account's.
	Scores collections.Map[scoreKey, types.StoredScore]
	// Ranking holds a place for each score above 0, under the rank key that the score has.
	Ranking collections.KeySet[place]
	// Changes by participant and number.
	Changes collections.Map[changeKey, types.StoredChange]
	// Pairs by the names of two groups, in order.
	Pairs collections.Map[collections.Pair[string, string], types.Pair]
	// Rerank is the encoded key of the next score whose place is to be moved; unset when all places are right.
	Rerank collections.Item[[]byte]
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
			collections.TripleKeyCodec(sdk.AccAddressKey, collections.Int32Key, collections.StringKey), codec.CollValue[types.StoredScore](cdc)),
		Accounts: collections.NewMap(sb, types.AccountsPrefix, "accounts", sdk.AccAddressKey, codec.CollValue[types.Account](cdc)),
		Ranking: collections.NewKeySet(sb, types.RankingPrefix, "ranking", collections.QuadKeyCodec(
			collections.Int32Key, collections.StringKey, collections.Int64Key, sdk.AccAddressKey)),
		Changes: collections.NewMap(sb, types.ChangesPrefix, "changes",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key), codec.CollValue[types.StoredChange](cdc)),
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
