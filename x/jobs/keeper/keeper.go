// Package keeper keeps the jobs and their money.
//
// Messages record facts and take money in; the EndBlocker moves money out. All money that leaves lies in settle.go.
package keeper

import (
	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Keeper holds the state of x/jobs and the doors to its neighbours.
type Keeper struct {
	cdc       codec.BinaryCodec
	authority string
	journal   journal.Journal
	purse     money.Purse

	identity     types.IdentityKeeper
	clock        types.Clock
	scores       types.ScoreKeeper
	validation   types.ValidationKeeper
	certificates types.CertificateKeeper
	policy       types.Policy
	council      types.Council
	brake        types.Brake
	hooks        []types.JobHooks

	Schema collections.Schema
	// Params holds every version; CurrentParams names the one in force.
	Params        collections.Map[uint64, types.Params]
	CurrentParams collections.Item[uint64]
	// Categories holds every revision by (slug, revision); CurrentRevision names the one in force.
	Categories      collections.Map[collections.Pair[string, uint64], types.Category]
	CurrentRevision collections.Map[string, uint64]
	Jobs            *collections.IndexedMap[uint64, types.Job, JobIndexes]
	// Deadlines is the queue of what the EndBlocker has to do: (market time in ms, job).
	Deadlines collections.KeySet[collections.Pair[int64, uint64]]
	Stakes    collections.Map[sdk.AccAddress, types.AgentStake]

	programs   programState
	selection  selectionState
	rosters    dispatchState
	incentives incentiveState
}

// NewKeeper returns the keeper. The authority is the bech32 address of the gov module account.
func NewKeeper(
	cdc codec.BinaryCodec, ss corestore.KVStoreService, tkey *storetypes.TransientStoreKey,
	bank money.Bank, books money.Books, ik types.IdentityKeeper, clock types.Clock, sk types.ScoreKeeper,
	vk types.ValidationKeeper, ck types.CertificateKeeper, authority string,
) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	k := &Keeper{
		cdc: cdc, authority: authority,
		journal:  journal.New(tkey),
		purse:    money.New(bank, books, types.ModuleName),
		identity: ik, clock: clock, scores: sk, validation: vk, certificates: ck,
		policy: paramsPolicy{},

		Params: collections.NewMap(sb, prefixParams, "params", collections.Uint64Key, codec.CollValue[types.Params](cdc)),
		CurrentParams: collections.NewItem(sb, prefixCurrentParams, "current_params",
			collections.Uint64Value),
		Categories: collections.NewMap(sb, prefixCategories, "categories",
			collections.PairKeyCodec(collections.StringKey, collections.Uint64Key), codec.CollValue[types.Category](cdc)),
		CurrentRevision: collections.NewMap(sb, prefixCurrentRevision, "current_revision",
			collections.StringKey, collections.Uint64Value),
		Jobs: collections.NewIndexedMap(sb, prefixJobs, "jobs", collections.Uint64Key,
			codec.CollValue[types.Job](cdc), newJobIndexes(sb)),
		Deadlines: collections.NewKeySet(sb, prefixDeadlines, "deadlines",
			collections.PairKeyCodec(collections.Int64Key, collections.Uint64Key)),
		Stakes: collections.NewMap(sb, prefixStakes, "stakes", sdk.AccAddressKey, codec.CollValue[types.AgentStake](cdc)),

		programs: newProgramState(sb, cdc), selection: newSelectionState(sb, cdc), rosters: newDispatchState(sb, cdc, ss),
		incentives: newIncentiveState(sb, cdc),
	}
	k.incentives.approved = k.programIncentives
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// SetPolicy replaces the source of prices. Without it prices are those of the parameters.
func (k *Keeper) SetPolicy(policy types.Policy) { k.policy = policy }

// SetCouncil names the owner council, which is made before this module but knows nothing of it. Without one the council's
// rung is always skipped.
func (k *Keeper) SetCouncil(council types.Council) { k.council = council }

// SetBrake names the brake: nothing is dispatched while it holds the market. Without one nothing holds dispatch.
func (k *Keeper) SetBrake(brake types.Brake) { k.brake = brake }

// SetHooks names the subscribers, in the order in which they are called. It panics when it is called twice.
func (k *Keeper) SetHooks(hooks ...types.JobHooks) {
	if k.hooks != nil {
		panic("jobs: hooks are set twice")
	}
	k.hooks = hooks
}

// Authority is the address that authority messages must be signed by.
func (k *Keeper) Authority() string { return k.authority }
