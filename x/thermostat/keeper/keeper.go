// Package keeper measures the market and turns its prices.
//
// Subscriptions to x/jobs count what happens (sensors*.go); once per epoch EndBlocker folds the counts into readings and makes
// one step of each loop (fold.go, loops.go); x/jobs asks for the outputs when a job is posted (policy.go). Minted money lies in
// emission.go alone.
package keeper

import (
	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// stateKey is a loop and a category that it steers; empty for a loop of the whole market.
type stateKey = collections.Pair[string, string]

// stepKey is a loop, a category and the number of a step.
type stepKey = collections.Triple[string, string, uint64]

// turnKey is an actuator and the category of a loop that turns it.
type turnKey = collections.Pair[int32, string]

// Keeper is the state of x/thermostat.
type Keeper struct {
	authority string
	clock     types.Clock
	scores    types.ScoreKeeper
	jobs      types.JobsKeeper
	bank      types.Bank
	books     types.Books

	Schema collections.Schema
	Params collections.Item[types.Params]
	// Loops by id; States by loop and category; Steps by loop, category and sequence.
	Loops  collections.Map[string, types.Loop]
	States collections.Map[stateKey, types.LoopState]
	Steps  collections.Map[stepKey, types.Step]
	// Readings by category and sensor; category empty: of the whole market.
	Readings collections.Map[collections.Pair[string, int32], types.Reading]
	// Bins by category and number.
	Bins collections.Map[collections.Pair[string, uint32], types.Bin]
	// Watches by job: those that the sensors follow.
	Watches collections.Map[uint64, types.Watch]
	// Flows of the epoch that runs, and the typical payout, by category.
	Flows    collections.Map[string, types.Flows]
	Typicals collections.Map[string, types.Typical]
	// Temperatures by kind and category.
	Temperatures collections.Map[collections.Pair[int32, string], types.Temperature]
	Monitor      collections.Item[types.Monitor]
	Fold         collections.Item[types.Fold]
	// Seen: the last epoch in which an agent got a job.
	Seen collections.Map[sdk.AccAddress, int64]
	// Turns: which loop turns an actuator, of a category or of the whole market. Written wherever Loops is.
	Turns collections.Map[turnKey, string]
	// Turned: the outputs behind the prices of a category, or of the whole market. Written wherever States, Turns or Loops is.
	Turned collections.Map[string, types.Turned]
	// Removed loops whose steps EndBlock is still deleting.
	Removed collections.KeySet[string]
}

// NewKeeper returns the keeper. authority is the bech32 address of the owner's messages.
func NewKeeper(
	cdc codec.BinaryCodec, ss corestore.KVStoreService, clock types.Clock, sk types.ScoreKeeper, jk types.JobsKeeper,
	bank types.Bank, books types.Books, authority string,
) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	k := &Keeper{
		authority: authority, clock: clock, scores: sk, jobs: jk, bank: bank, books: books,

		Params: collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		Loops:  collections.NewMap(sb, types.LoopsPrefix, "loops", collections.StringKey, codec.CollValue[types.Loop](cdc)),
		States: collections.NewMap(sb, types.StatesPrefix, "states",
			collections.PairKeyCodec(collections.StringKey, collections.StringKey), codec.CollValue[types.LoopState](cdc)),
		Steps: collections.NewMap(sb, types.StepsPrefix, "steps",
			collections.TripleKeyCodec(collections.StringKey, collections.StringKey, collections.Uint64Key), codec.CollValue[types.Step](cdc)),
		Readings: collections.NewMap(sb, types.ReadingsPrefix, "readings",
			collections.PairKeyCodec(collections.StringKey, collections.Int32Key), codec.CollValue[types.Reading](cdc)),
		Bins: collections.NewMap(sb, types.BinsPrefix, "bins",
			collections.PairKeyCodec(collections.StringKey, collections.Uint32Key), codec.CollValue[types.Bin](cdc)),
		Watches:  collections.NewMap(sb, types.WatchesPrefix, "watches", collections.Uint64Key, codec.CollValue[types.Watch](cdc)),
		Flows:    collections.NewMap(sb, types.FlowsPrefix, "flows", collections.StringKey, codec.CollValue[types.Flows](cdc)),
		Typicals: collections.NewMap(sb, types.TypicalsPrefix, "typicals", collections.StringKey, codec.CollValue[types.Typical](cdc)),
		Temperatures: collections.NewMap(sb, types.TemperaturesPrefix, "temperatures",
			collections.PairKeyCodec(collections.Int32Key, collections.StringKey), codec.CollValue[types.Temperature](cdc)),
		Monitor: collections.NewItem(sb, types.MonitorPrefix, "monitor", codec.CollValue[types.Monitor](cdc)),
		Fold:    collections.NewItem(sb, types.FoldPrefix, "fold", codec.CollValue[types.Fold](cdc)),
		Seen:    collections.NewMap(sb, types.SeenPrefix, "seen", sdk.AccAddressKey, collections.Int64Value),
		Turns: collections.NewMap(sb, types.TurnsPrefix, "turns",
			collections.PairKeyCodec(collections.Int32Key, collections.StringKey), collections.StringValue),
		Turned:  collections.NewMap(sb, types.TurnedPrefix, "turned", collections.StringKey, codec.CollValue[types.Turned](cdc)),
		Removed: collections.NewKeySet(sb, types.RemovedPrefix, "removed", collections.StringKey),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// Authority returns the address of the owner's messages.
func (k *Keeper) Authority() string { return k.authority }
