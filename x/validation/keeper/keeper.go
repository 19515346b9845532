// Package keeper keeps the pools, the stake and the rounds of x/validation.
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"
	"cosmossdk.io/collections/indexes"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/validation/types"
)

// Keys of the collections.
type (
	// RoundKey is (job, rung).
	RoundKey = collections.Pair[uint64, uint32]
	// SeatKey is (job, rung, validator).
	SeatKey = collections.Triple[uint64, uint32, sdk.AccAddress]
	// QueueKey is (height or market time in ms, job, rung).
	QueueKey = collections.Triple[int64, uint64, uint32]
)

// Keeper holds the state of x/validation.
type Keeper struct {
	storeService corestore.KVStoreService
	journal      journal.Journal
	purse        money.Purse
	identity     types.IdentityKeeper
	clock        types.Clock
	scores       types.ScoreKeeper
	hooks        types.RoundHooks
	brake        types.Brake
	beacon       Beacon
	authority    string

	Schema     collections.Schema
	Params     collections.Map[uint64, types.Params]
	Version    collections.Item[uint64]
	Pools      collections.Map[string, types.Pool]
	Validators collections.Map[sdk.AccAddress, types.Validator]

	Unbondings *collections.IndexedMap[uint64, types.Unbonding, UnbondingIndexes]
	// UnbondingQueue is (block time in ns, id).
	UnbondingQueue collections.KeySet[collections.Pair[int64, uint64]]
	NextUnbonding  collections.Item[uint64]

	// Leaves, LeafOf, NextLeaf and FreeLeaves give places in a pool's draw tree; only EndBlock writes them.
	Leaves     collections.Map[collections.Pair[string, uint64], sdk.AccAddress]
	LeafOf     collections.Map[collections.Pair[sdk.AccAddress, string], uint64]
	NextLeaf   collections.Map[string, uint64]
	FreeLeaves collections.KeySet[collections.Pair[string, uint64]]
	// LeafOrganisations is (validator, pool) -> organisation of a leaf that has one; OrgWeights is (pool, organisation) -> sum
	// of those leaves, so that nobody need walk a pool to know what an organisation weighs in it.
	LeafOrganisations collections.Map[collections.Pair[sdk.AccAddress, string], string]
	OrgWeights        collections.Map[collections.Pair[string, string], uint64]
	// WeightChanges is by (height, validator).
	WeightChanges collections.Map[collections.Pair[int64, sdk.AccAddress], types.WeightChange]

	Rounds     collections.Map[RoundKey, types.Round]
	Seats      *collections.IndexedMap[SeatKey, types.Seat, SeatIndexes]
	DrawQueue  collections.KeySet[QueueKey]
	CloseQueue collections.KeySet[QueueKey]
	Beacons    collections.Map[int64, []byte]

	// CouncilSlashes are those of the last 30 days by an id that rises with time; DueSlashes are the ids of this block's,
	// with the reason, and empty between blocks.
	CouncilSlashes *collections.IndexedMap[uint64, types.CouncilSlash, SlashIndexes]
	DueSlashes     collections.Map[uint64, string]

	Canaries Canaries
}

// UnbondingIndexes finds a validator's unbondings.
type UnbondingIndexes struct {
	Validator *indexes.Multi[sdk.AccAddress, uint64, types.Unbonding]
}

// IndexesList implements collections.Indexes.
func (i UnbondingIndexes) IndexesList() []collections.Index[uint64, types.Unbonding] {
	return []collections.Index[uint64, types.Unbonding]{i.Validator}
}

// SeatIndexes finds a validator's seats.
type SeatIndexes struct {
	Validator holderIndex
}

// IndexesList implements collections.Indexes.
func (i SeatIndexes) IndexesList() []collections.Index[SeatKey, types.Seat] {
	return []collections.Index[SeatKey, types.Seat]{i.Validator}
}

// holderIndex leaves a seat where it is when it changes: its holder is a part of its key.
type holderIndex struct {
	*indexes.Multi[sdk.AccAddress, SeatKey, types.Seat]
}

// Reference implements collections.Index.
func (i holderIndex) Reference(ctx context.Context, key SeatKey, seat types.Seat, old func() (types.Seat, error)) error {
	if _, err := old(); !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	return i.Multi.Reference(ctx, key, seat, func() (types.Seat, error) { return types.Seat{}, collections.ErrNotFound })
}

// NewKeeper returns the keeper. The authority is the bech32 address that may set pools and parameters.
func NewKeeper(
	cdc codec.BinaryCodec, ss corestore.KVStoreService, tkey *storetypes.TransientStoreKey,
	bank money.Bank, books money.Books, ik types.IdentityKeeper, clock types.Clock, sk types.ScoreKeeper, authority string,
) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	queue := collections.TripleKeyCodec(collections.Int64Key, collections.Uint64Key, collections.Uint32Key)
	k := &Keeper{
		storeService: ss,
		journal:      journal.New(tkey),
		purse:        money.New(bank, books, types.ModuleName),
		identity:     ik,
		clock:        clock,
		scores:       sk,
		authority:    authority,

		Params:            collections.NewMap(sb, types.ParamsPrefix, "params", collections.Uint64Key, codec.CollValue[types.Params](cdc)),
		Version:           collections.NewItem(sb, types.VersionPrefix, "version", collections.Uint64Value),
		Pools:             collections.NewMap(sb, types.PoolsPrefix, "pools", collections.StringKey, codec.CollValue[types.Pool](cdc)),
		Validators:        collections.NewMap(sb, types.ValidatorsPrefix, "validators", sdk.AccAddressKey, codec.CollValue[types.Validator](cdc)),
		Unbondings:        newUnbondings(sb, cdc),
		UnbondingQueue:    collections.NewKeySet(sb, types.UnbondingQueuePrefix, "unbonding_queue", collections.PairKeyCodec(collections.Int64Key, collections.Uint64Key)),
		NextUnbonding:     collections.NewItem(sb, types.NextUnbondingPrefix, "next_unbonding", collections.Uint64Value),
		Leaves:            collections.NewMap(sb, types.LeavesPrefix, "leaves", collections.PairKeyCodec(collections.StringKey, collections.Uint64Key), collcodec.KeyToValueCodec(sdk.AccAddressKey)),
		LeafOf:            collections.NewMap(sb, types.LeafOfPrefix, "leaf_of", collections.PairKeyCodec(sdk.AccAddressKey, collections.StringKey), collections.Uint64Value),
		NextLeaf:          collections.NewMap(sb, types.NextLeafPrefix, "next_leaf", collections.StringKey, collections.Uint64Value),
		FreeLeaves:        collections.NewKeySet(sb, types.FreeLeavesPrefix, "free_leaves", collections.PairKeyCodec(collections.StringKey, collections.Uint64Key)),
		LeafOrganisations: collections.NewMap(sb, types.LeafOrganisationPrefix, "leaf_organisations", collections.PairKeyCodec(sdk.AccAddressKey, collections.StringKey), collections.StringValue),
		OrgWeights:        collections.NewMap(sb, types.OrgWeightsPrefix, "org_weights", collections.PairKeyCodec(collections.StringKey, collections.StringKey), collections.Uint64Value),
		WeightChanges:     collections.NewMap(sb, types.WeightChangesPrefix, "weight_changes", collections.PairKeyCodec(collections.Int64Key, sdk.AccAddressKey), codec.CollValue[types.WeightChange](cdc)),
		Rounds:            collections.NewMap(sb, types.RoundsPrefix, "rounds", collections.PairKeyCodec(collections.Uint64Key, collections.Uint32Key), codec.CollValue[types.Round](cdc)),
		Seats:             newSeats(sb, cdc),
		DrawQueue:         collections.NewKeySet(sb, types.DrawQueuePrefix, "draw_queue", queue),
		CloseQueue:        collections.NewKeySet(sb, types.CloseQueuePrefix, "close_queue", queue),
		Beacons:           collections.NewMap(sb, types.BeaconsPrefix, "beacons", collections.Int64Key, collections.BytesValue),
		CouncilSlashes:    newCouncilSlashes(sb, cdc),
		DueSlashes:        collections.NewMap(sb, types.DueSlashesPrefix, "due_slashes", collections.Uint64Key, collections.StringValue),
	}
	k.Canaries = newCanaries(sb, cdc)
	k.beacon = headerBeacon{values: k.Beacons}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

func newUnbondings(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) *collections.IndexedMap[uint64, types.Unbonding, UnbondingIndexes] {
	byValidator := indexes.NewMulti(sb, types.UnbondingsByPrefix, "unbondings_by_validator", sdk.AccAddressKey, collections.Uint64Key,
		func(_ uint64, u types.Unbonding) (sdk.AccAddress, error) {
			return sdk.AccAddressFromBech32(u.Validator)
		})
	return collections.NewIndexedMap(sb, types.UnbondingsPrefix, "unbondings", collections.Uint64Key, codec.CollValue[types.Unbonding](cdc),
		UnbondingIndexes{Validator: byValidator})
}

func newSeats(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) *collections.IndexedMap[SeatKey, types.Seat, SeatIndexes] {
	key := collections.TripleKeyCodec(collections.Uint64Key, collections.Uint32Key, sdk.AccAddressKey)
	byValidator := indexes.NewMulti(sb, types.SeatsByValidatorPrefix, "seats_by_validator", sdk.AccAddressKey, key,
		func(pk SeatKey, _ types.Seat) (sdk.AccAddress, error) { return pk.K3(), nil })
	return collections.NewIndexedMap(sb, types.SeatsPrefix, "seats", key, codec.CollValue[types.Seat](cdc),
		SeatIndexes{Validator: holderIndex{byValidator}})
}

// SetBrake names the brake: nobody is drawn while it holds the market. It can be called once, before the first block;
// without it nothing holds the draws.
func (k *Keeper) SetBrake(brake types.Brake) {
	if k.brake != nil {
		panic("x/validation: the brake is set already")
	}
	k.brake = brake
}

// SetHooks sets who hears of closed rounds. It can be called once, before the first block.
func (k *Keeper) SetHooks(hooks types.RoundHooks) {
	if k.hooks != nil {
		panic("x/validation: hooks are set already")
	}
	k.hooks = hooks
}
