package keeper

import (
	"cosmossdk.io/collections"
	"cosmossdk.io/collections/indexes"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/x/identity/types"
)

type (
	participantMap    = collections.IndexedMap[sdk.AccAddress, types.Participant, participantIndexes]
	organisationIndex = indexes.Multi[string, sdk.AccAddress, types.Participant]
)

// participantIndexes lists participants by organisation; "" holds those who act for themselves.
type participantIndexes struct{ Organisation *organisationIndex }

// IndexesList implements collections.Indexes.
func (i participantIndexes) IndexesList() []collections.Index[sdk.AccAddress, types.Participant] {
	return []collections.Index[sdk.AccAddress, types.Participant]{i.Organisation}
}

// Keeper holds the state of x/identity.
type Keeper struct {
	accounts     types.AccountKeeper
	authority    string
	builtIn      map[string]struct{}
	stakeReaders []types.StakeReader
	protector    types.Protector
	hooks        []types.StatusHooks
	journal      journal.Journal

	Schema        collections.Schema
	params        collections.Item[types.Params]
	organisations collections.Map[string, types.Organisation]
	participants  *participantMap
	usage         collections.Map[sdk.AccAddress, types.RegistrarUsage]
}

// NewKeeper returns the keeper. authority is the address of the nation's owner: the gov module account.
func NewKeeper(
	cdc codec.BinaryCodec, ss corestore.KVStoreService, tkey *storetypes.TransientStoreKey, ak types.AccountKeeper, authority string,
) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	k := &Keeper{
		accounts:  ak,
		authority: authority,
		builtIn:   builtInAddresses(ak),
		journal:   journal.New(tkey),
		params:    collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[types.Params](cdc)),
		organisations: collections.NewMap(sb, collections.NewPrefix(1), "organisations", collections.StringKey,
			codec.CollValue[types.Organisation](cdc)),
		participants: collections.NewIndexedMap(sb, collections.NewPrefix(2), "participants", sdk.AccAddressKey,
			codec.CollValue[types.Participant](cdc), participantIndexes{
				Organisation: indexes.NewMulti(sb, collections.NewPrefix(3), "participants_by_organisation",
					collections.StringKey, sdk.AccAddressKey,
					func(_ sdk.AccAddress, p types.Participant) (string, error) { return p.OrganisationId, nil }),
			}),
		usage: collections.NewMap(sb, collections.NewPrefix(4), "registrar_usage", sdk.AccAddressKey,
			codec.CollValue[types.RegistrarUsage](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// SetStakeReaders names the modules that hold stake or escrow of participants. Call it once, when the app is wired.
func (k *Keeper) SetStakeReaders(readers ...types.StakeReader) {
	if k.stakeReaders != nil {
		panic("stake readers of x/identity are set twice")
	}
	k.stakeReaders = readers
}

// SetProtector names who knows the offices of the nation. Call it once, when the app is wired.
func (k *Keeper) SetProtector(p types.Protector) {
	if k.protector != nil {
		panic("protector of x/identity is set twice")
	}
	k.protector = p
}

// SetHooks names who hears of revocations. Call it once, when the app is wired.
func (k *Keeper) SetHooks(hooks ...types.StatusHooks) {
	if k.hooks != nil {
		panic("hooks of x/identity are set twice")
	}
	k.hooks = hooks
}

// Authority returns the address of the nation's owner.
func (k *Keeper) Authority() string { return k.authority }
