package keeper

import (
	"maps"
	"slices"

	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// Keeper holds the state of x/operators.
type Keeper struct {
	bank      types.BankKeeper
	staking   types.StakingKeeper
	identity  types.IdentityKeeper
	consensus types.ConsensusParams
	currency  types.Currency
	authority string
	// modules are the addresses of the module accounts; asked for one address at a time.
	modules map[string]struct{}

	Schema    collections.Schema
	params    collections.Item[types.Params]
	operators collections.Map[sdk.AccAddress, types.Operator]
	removals  collections.Map[sdk.AccAddress, types.Removal]
	// queue lists removals by the nanosecond of block time at which they mature.
	queue collections.KeySet[collections.Pair[int64, sdk.AccAddress]]
}

// NewKeeper returns the keeper. authority is the address of the nation's owner: the gov module account.
func NewKeeper(
	cdc codec.BinaryCodec, ss corestore.KVStoreService, accounts types.AccountKeeper, bank types.BankKeeper,
	staking types.StakingKeeper, identity types.IdentityKeeper, consensus types.ConsensusParams, currency types.Currency,
	authority string,
) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	k := &Keeper{
		bank: bank, staking: staking, identity: identity, consensus: consensus, currency: currency, authority: authority,
		modules: moduleAddresses(accounts),
		params:  collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[types.Params](cdc)),
		operators: collections.NewMap(sb, collections.NewPrefix(1), "operators", sdk.AccAddressKey,
			codec.CollValue[types.Operator](cdc)),
		removals: collections.NewMap(sb, collections.NewPrefix(2), "removals", sdk.AccAddressKey,
			codec.CollValue[types.Removal](cdc)),
		queue: collections.NewKeySet(sb, collections.NewPrefix(3), "removals_by_maturity",
			collections.PairKeyCodec(collections.Int64Key, sdk.AccAddressKey)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

func moduleAddresses(accounts types.AccountKeeper) map[string]struct{} {
	permissions := accounts.GetModulePermissions()
	set := make(map[string]struct{}, len(permissions))
	for _, name := range slices.Sorted(maps.Keys(permissions)) {
		set[string(permissions[name].GetAddress())] = struct{}{}
	}
	return set
}

// Authority is the address that may change the set of operators.
func (k *Keeper) Authority() string { return k.authority }
