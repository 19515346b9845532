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

	sourceUsage     collections.Map[string, types.SourceUsage]
	allowlists      collections.Map[int32, types.AllowlistRoot]
	issuerKeys      collections.Map[string, types.IssuerKey]
	usedTokens      collections.Map[[]byte, int64]
	tokenQueue      collections.KeySet[collections.Pair[int64, []byte]]
	roleRoots       collections.Map[string, types.RoleRoot]
	names           *nameMap
	attestations    collections.Map[collections.Pair[string, sdk.AccAddress], types.Attestation]
	credentialTypes collections.Map[string, types.CredentialType]
	credentials     collections.Map[collections.Pair[sdk.AccAddress, string], types.Credential]
	terms           collections.Item[types.Terms]
	lock            collections.Item[types.AdmissionLock]
	controllerKeys  collections.Map[sdk.AccAddress, types.ControllerKey]
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
		sourceUsage: collections.NewMap(sb, collections.NewPrefix(5), "source_usage", collections.StringKey, codec.CollValue[types.SourceUsage](cdc)),
		allowlists:  collections.NewMap(sb, collections.NewPrefix(6), "allowlists", collections.Int32Key, codec.CollValue[types.AllowlistRoot](cdc)),
		issuerKeys:  collections.NewMap(sb, collections.NewPrefix(7), "issuer_keys", collections.StringKey, codec.CollValue[types.IssuerKey](cdc)),
		usedTokens:  collections.NewMap(sb, collections.NewPrefix(8), "used_tokens", collections.BytesKey, collections.Int64Value),
		tokenQueue: collections.NewKeySet(sb, collections.NewPrefix(9), "token_queue",
			collections.PairKeyCodec(collections.Int64Key, collections.BytesKey)),
		roleRoots: collections.NewMap(sb, collections.NewPrefix(10), "role_roots", collections.StringKey, codec.CollValue[types.RoleRoot](cdc)),
		names:     newNames(sb, cdc), // prefixes 11 to 13
		attestations: collections.NewMap(sb, collections.NewPrefix(14), "attestations",
			collections.PairKeyCodec(collections.StringKey, sdk.AccAddressKey), codec.CollValue[types.Attestation](cdc)),
		credentialTypes: collections.NewMap(sb, collections.NewPrefix(15), "credential_types", collections.StringKey,
			codec.CollValue[types.CredentialType](cdc)),
		credentials: collections.NewMap(sb, collections.NewPrefix(16), "credentials",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.StringKey), codec.CollValue[types.Credential](cdc)),
		terms:          collections.NewItem(sb, collections.NewPrefix(17), "terms", codec.CollValue[types.Terms](cdc)),
		lock:           collections.NewItem(sb, collections.NewPrefix(18), "lock", codec.CollValue[types.AdmissionLock](cdc)),
		controllerKeys: collections.NewMap(sb, collections.NewPrefix(19), "controller_keys", sdk.AccAddressKey, codec.CollValue[types.ControllerKey](cdc)),
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
