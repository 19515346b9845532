package keeper

import (
	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Keeper holds the state of x/sovereign.
type Keeper struct {
	bank      types.BankKeeper
	authority string

	Schema        collections.Schema
	params        collections.Item[types.Params]
	currency      collections.Item[types.Currency]
	clock         collections.Item[types.Clock]
	genesisSupply collections.Item[math.Int]
	records       collections.Map[string, types.MoneyRecord]

	council council
	brake   brake
	changes changes
}

// NewKeeper returns the keeper. authority is the address that may change parameters: the gov module account.
func NewKeeper(cdc codec.BinaryCodec, ss corestore.KVStoreService, bank types.BankKeeper, authority string) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	k := &Keeper{
		bank:          bank,
		authority:     authority,
		params:        collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[types.Params](cdc)),
		currency:      collections.NewItem(sb, collections.NewPrefix(1), "currency", codec.CollValue[types.Currency](cdc)),
		clock:         collections.NewItem(sb, collections.NewPrefix(2), "clock", codec.CollValue[types.Clock](cdc)),
		genesisSupply: collections.NewItem(sb, collections.NewPrefix(3), "genesis_supply", sdk.IntValue),
		records: collections.NewMap(sb, collections.NewPrefix(4), "money_records", collections.StringKey,
			codec.CollValue[types.MoneyRecord](cdc)),
		council: newCouncil(sb, cdc),
		brake:   newBrake(sb, cdc),
		changes: newChanges(sb, cdc),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// Authority returns the address that may change parameters.
func (k *Keeper) Authority() string { return k.authority }
