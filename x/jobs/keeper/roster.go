package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"
	corestore "cosmossdk.io/core/store"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/sortition"
	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// dispatchState is the state of DISPATCH. A roster is a sum tree of weights in the module's store; only EndBlock writes it.
type dispatchState struct {
	store corestore.KVStoreService
	// Availabilities keep standing and counters for ever: who leaves and comes back is who it was.
	Availabilities collections.Map[sdk.AccAddress, types.Availability]
	// Declared is what agents have said in this block; empty between blocks. Capacity 0: to end it. Its places have no leaves.
	Declared collections.Map[sdk.AccAddress, types.Availability]
	// Leaves, NextLeaf and FreeLeaves give places in a category's roster.
	Leaves     collections.Map[collections.Pair[string, uint64], sdk.AccAddress]
	NextLeaf   collections.Map[string, uint64]
	FreeLeaves collections.KeySet[collections.Pair[string, uint64]]
}

func newDispatchState(sb *collections.SchemaBuilder, cdc codec.BinaryCodec, store corestore.KVStoreService) dispatchState {
	leaf := collections.PairKeyCodec(collections.StringKey, collections.Uint64Key)
	return dispatchState{
		store:          store,
		Availabilities: collections.NewMap(sb, prefixAvailabilities, "availabilities", sdk.AccAddressKey, codec.CollValue[types.Availability](cdc)),
		Declared:       collections.NewMap(sb, prefixDeclared, "declared_availabilities", sdk.AccAddressKey, codec.CollValue[types.Availability](cdc)),
		Leaves:         collections.NewMap(sb, prefixRosterLeaves, "roster_leaves", leaf, collcodec.KeyToValueCodec(sdk.AccAddressKey)),
		NextLeaf:       collections.NewMap(sb, prefixRosterNext, "roster_next", collections.StringKey, collections.Uint64Value),
		FreeLeaves:     collections.NewKeySet(sb, prefixRosterFree, "roster_free", leaf),
	}
}

// rosterTree is a category's roster. A slug holds no zero byte, so no tree's prefix starts another's.
func rosterTree(category string) sortition.Tree {
	return sortition.New(slices.Concat(prefixRosterTrees.Bytes(), []byte(category), []byte{0}))
}

// FreeCapacity returns the weight of all agents on a category's roster who have a place free, by the weight of one without a
// score.
func (k *Keeper) FreeCapacity(ctx context.Context, category string) (math.LegacyDec, error) {
	total, err := rosterTree(category).Total(k.rosters.store.OpenKVStore(ctx))
	return math.LegacyNewDecFromInt(math.NewIntFromUint64(total)).QuoInt64(types.RosterBase), err
}

// availability returns an agent's availability, or ErrNoRoster.
func (k *Keeper) availability(ctx context.Context, agent sdk.AccAddress) (types.Availability, error) {
	a, err := k.rosters.Availabilities.Get(ctx, agent)
	if errors.Is(err, collections.ErrNotFound) {
		return a, errorsmod.Wrap(types.ErrNoRoster, agent.String())
	}
	return a, err
}

func (k *Keeper) changeAvailability(ctx context.Context, agent sdk.AccAddress, change func(a *types.Availability)) (types.Availability, error) {
	a, err := k.availability(ctx, agent)
	if err != nil {
		return a, err
	}
	change(&a)
	return a, k.rosters.Availabilities.Set(ctx, agent, a)
}

// DeclareAvailability notes that an agent takes jobs of categories. EndBlock gives it its places: rosters are shared, and
// counted from the next block on.
func (k *Keeper) DeclareAvailability(ctx sdk.Context, agent sdk.AccAddress, msg *types.MsgDeclareAvailability) error {
	if err := k.identity.Authorize(ctx, agent, identitytypes.ROLE_AGENT); err != nil {
		return err
	}
	declared := types.Availability{Agent: agent.String(), Capacity: msg.Capacity, MinPayout: msg.MinPayout}
	for _, slug := range msg.Categories {
		if _, err := k.CategoryInForce(ctx, slug); err != nil {
			return err
		}
		declared.Places = append(declared.Places, types.Place{Category: slug})
	}
	return k.declare(ctx, agent, declared)
}

// EndAvailability notes that an agent takes no more jobs of the chain's. What it holds it still has to do.
func (k *Keeper) EndAvailability(ctx sdk.Context, agent sdk.AccAddress) error {
	standing, err := k.availability(ctx, agent)
	if err != nil && !errors.Is(err, types.ErrNoRoster) {
		return err
	}
	declared, err := k.rosters.Declared.Get(ctx, agent)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	if standing.Capacity == 0 && declared.Capacity == 0 {
		return errorsmod.Wrap(types.ErrNoRoster, agent.String())
	}
	return k.declare(ctx, agent, types.Availability{Agent: agent.String(), MinPayout: math.ZeroInt()})
}

func (k *Keeper) declare(ctx sdk.Context, agent sdk.AccAddress, declared types.Availability) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	declared.DeclaredMs = now
	if err := k.rosters.Declared.Set(ctx, agent, declared); err != nil {
		return err
	}
	return k.journal.Append(ctx, journal.Entry{Kind: entryDeclared, Address: agent})
}

// enterRosters carries out the last word of an agent in this block; of several entries the first does it. EndBlock only.
func (k *Keeper) enterRosters(ctx sdk.Context, agent sdk.AccAddress) error {
	declared, err := k.rosters.Declared.Get(ctx, agent)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := k.rosters.Declared.Remove(ctx, agent); err != nil {
		return err
	}
	if declared.Capacity == 0 {
		return k.leaveRosters(ctx, agent, "withdrawn")
	}
	// Revoked since, in this very block: the identity's EndBlock comes first.
	if err := k.identity.Authorize(ctx, agent, identitytypes.ROLE_AGENT); err != nil {
		return err
	}
	standing, err := k.availability(ctx, agent)
	if errors.Is(err, types.ErrNoRoster) {
		standing, err = types.Availability{Agent: agent.String(), StandingBps: types.FullStanding}, nil
	}
	if err != nil {
		return err
	}
	if err := k.movePlaces(ctx, agent, &standing, declared.Places); err != nil {
		return err
	}
	standing.Capacity, standing.MinPayout, standing.DeclaredMs = declared.Capacity, declared.MinPayout, declared.DeclaredMs
	if err := k.rosters.Availabilities.Set(ctx, agent, standing); err != nil {
		return err
	}
	if err := k.refreshRoster(ctx, agent); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventAvailabilityDeclared{Availability: standing})
}

// leaveRosters takes an agent off the rosters. The record keeps its standing. EndBlock only.
func (k *Keeper) leaveRosters(ctx sdk.Context, agent sdk.AccAddress, reason string) error {
	standing, err := k.availability(ctx, agent)
	if errors.Is(err, types.ErrNoRoster) || (err == nil && standing.Capacity == 0) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := k.movePlaces(ctx, agent, &standing, nil); err != nil {
		return err
	}
	standing.Capacity, standing.MinPayout = 0, math.ZeroInt()
	if err := k.rosters.Availabilities.Set(ctx, agent, standing); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventAvailabilityEnded{Agent: agent.String(), Reason: reason})
}

// movePlaces gives an agent the places of wanted categories, sorted, and frees the others. Places that it keeps keep their
// leaves.
func (k *Keeper) movePlaces(ctx context.Context, agent sdk.AccAddress, standing *types.Availability, wanted []types.Place) error {
	var places []types.Place
	for _, want := range wanted {
		leaf, held := standing.PlaceIn(want.Category)
		if !held {
			var err error
			if leaf, err = k.takeLeaf(ctx, agent, want.Category); err != nil {
				return err
			}
		}
		places = append(places, types.Place{Category: want.Category, Leaf: leaf})
	}
	for _, place := range standing.Places {
		if slices.Contains(places, place) {
			continue
		}
		if err := k.freeLeaf(ctx, place); err != nil {
			return err
		}
	}
	standing.Places = places
	return nil
}

// takeLeaf gives an agent the lowest free leaf of a roster, so that a tree is no larger than its members need and a chain
// that goes on from an exported genesis gives the same ones.
func (k *Keeper) takeLeaf(ctx context.Context, agent sdk.AccAddress, category string) (leaf uint64, err error) {
	free, found := collections.Pair[string, uint64]{}, false
	err = k.rosters.FreeLeaves.Walk(ctx, collections.NewPrefixedPairRange[string, uint64](category),
		func(key collections.Pair[string, uint64]) (bool, error) {
			free, found = key, true
			return true, nil
		})
	if err != nil {
		return 0, err
	}
	if found {
		leaf, err = free.K2(), k.rosters.FreeLeaves.Remove(ctx, free)
	} else if leaf, err = k.nextLeaf(ctx, category); err == nil {
		err = k.rosters.NextLeaf.Set(ctx, category, leaf+1)
	}
	if err != nil {
		return 0, err
	}
	return leaf, k.rosters.Leaves.Set(ctx, collections.Join(category, leaf), agent)
}

// nextLeaf is the leaf above all that were ever given out in a roster.
func (k *Keeper) nextLeaf(ctx context.Context, category string) (uint64, error) {
	next, err := k.rosters.NextLeaf.Get(ctx, category)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return next, err
}

func (k *Keeper) freeLeaf(ctx context.Context, place types.Place) error {
	if err := rosterTree(place.Category).Set(k.rosters.store.OpenKVStore(ctx), place.Leaf, 0); err != nil {
		return err
	}
	key := collections.Join(place.Category, place.Leaf)
	if err := k.rosters.Leaves.Remove(ctx, key); err != nil {
		return err
	}
	return k.rosters.FreeLeaves.Set(ctx, key)
}

// refreshRoster gives an agent the weight that it has now in its rosters. Who stands in none costs a read. EndBlock only.
func (k *Keeper) refreshRoster(ctx sdk.Context, agent sdk.AccAddress) error {
	a, err := k.availability(ctx, agent)
	if errors.Is(err, types.ErrNoRoster) || (err == nil && len(a.Places) == 0) {
		return nil
	}
	if err != nil {
		return err
	}
	weight, err := k.rosterWeight(ctx, agent, a)
	if err != nil {
		return err
	}
	store := k.rosters.store.OpenKVStore(ctx)
	for _, place := range a.Places {
		if err := rosterTree(place.Category).Set(store, place.Leaf, weight); err != nil {
			return err
		}
	}
	return nil
}

// rosterWeight is what an agent weighs now.
func (k *Keeper) rosterWeight(ctx context.Context, agent sdk.AccAddress, a types.Availability) (uint64, error) {
	stake, err := k.StakeOf(ctx, agent)
	if err != nil {
		return 0, err
	}
	score, err := k.scores.Score(ctx, agent, identitytypes.ROLE_AGENT)
	if err != nil {
		return 0, err
	}
	return types.RosterWeight(score, a.StandingBps, stake.ActiveJobs, a.Capacity), nil
}
