package app

import (
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/agijobs/agijobs/internal/money"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// This file is the one source of the chain's stores, module accounts and orders.

// kvStores are the stores that make up the AppHash.
var kvStores = []string{
	authtypes.StoreKey, authz.ModuleName, banktypes.StoreKey, consensustypes.StoreKey, distrtypes.StoreKey,
	evidencetypes.StoreKey, feegrant.StoreKey, govtypes.StoreKey, nft.StoreKey, slashingtypes.StoreKey,
	stakingtypes.StoreKey, upgradetypes.StoreKey,
	certificatestypes.StoreKey, identitytypes.StoreKey, jobstypes.StoreKey, operatorstypes.StoreKey, reputationtypes.StoreKey, sovereigntypes.StoreKey,
	thermostattypes.StoreKey, validationtypes.StoreKey,
}

// transientStores are emptied at each commit.
var transientStores = []string{certificatestypes.TransientKey, identitytypes.TransientKey, jobstypes.TransientKey, validationtypes.TransientKey}

// objectStores hold bank's virtual sends until its EndBlocker credits them.
var objectStores = []string{banktypes.ObjectStoreKey}

// Account is one module account with what it may do. Every one of them is blocked as a recipient of plain sends.
type Account struct {
	Name        string
	Permissions []string
}

// ModuleAccounts lists the chain's module accounts.
func ModuleAccounts() []Account {
	return []Account{
		{authtypes.FeeCollectorName, nil},
		{certificatestypes.ModuleName, nil},
		{distrtypes.ModuleName, nil},
		{govtypes.ModuleName, []string{authtypes.Burner}},
		{money.Incentives, nil},
		{jobstypes.ModuleName, []string{authtypes.Burner}},
		{nft.ModuleName, nil},
		{operatorstypes.ModuleName, []string{authtypes.Burner, authtypes.Minter}},
		{money.Treasury, nil},
		{stakingtypes.BondedPoolName, []string{authtypes.Burner, authtypes.Staking}},
		{stakingtypes.KeyRotationFeePoolName, []string{authtypes.Burner}},
		{stakingtypes.NotBondedPoolName, []string{authtypes.Burner, authtypes.Staking}},
		{thermostattypes.ModuleName, []string{authtypes.Minter}},
		{validationtypes.ModuleName, []string{authtypes.Burner}},
	}
}

func permissions() map[string][]string {
	out := make(map[string][]string)
	for _, a := range ModuleAccounts() {
		out[a.Name] = a.Permissions
	}
	return out
}

func blockedAddresses() map[string]bool {
	out := make(map[string]bool)
	for _, a := range ModuleAccounts() {
		out[authtypes.NewModuleAddress(a.Name).String()] = true
	}
	return out
}

// isModuleAccount tells whether an address is one of the chain's module accounts.
func isModuleAccount(addr sdk.AccAddress) bool { return moduleAddresses[string(addr)] }

// moduleAddresses is read by key only.
var moduleAddresses = func() map[string]bool {
	out := make(map[string]bool)
	for _, a := range ModuleAccounts() {
		out[string(authtypes.NewModuleAddress(a.Name))] = true
	}
	return out
}()

// beginBlockers: the market clock first, since everything that follows asks it for the time.
var beginBlockers = []string{
	sovereigntypes.ModuleName, distrtypes.ModuleName, slashingtypes.ModuleName, evidencetypes.ModuleName,
	stakingtypes.ModuleName, authz.ModuleName,
}

// endBlockers: bank first, since it credits the virtual sends of the block's transactions, which all others spend;
// validation before jobs, so that a verdict's settlement happens in the verdict's block; thermostat last, so that it measures
// what all of them have done.
var endBlockers = []string{
	banktypes.ModuleName, govtypes.ModuleName, identitytypes.ModuleName, stakingtypes.ModuleName, operatorstypes.ModuleName,
	feegrant.ModuleName,
	validationtypes.ModuleName, jobstypes.ModuleName, certificatestypes.ModuleName, reputationtypes.ModuleName,
	thermostattypes.ModuleName,
}

// genesisOrder: each module after those that it reads.
var genesisOrder = []string{
	authtypes.ModuleName, banktypes.ModuleName, sovereigntypes.ModuleName, identitytypes.ModuleName,
	distrtypes.ModuleName, stakingtypes.ModuleName, operatorstypes.ModuleName, slashingtypes.ModuleName, govtypes.ModuleName,
	reputationtypes.ModuleName, validationtypes.ModuleName, nft.ModuleName, certificatestypes.ModuleName, jobstypes.ModuleName,
	thermostattypes.ModuleName, genutiltypes.ModuleName, evidencetypes.ModuleName, authz.ModuleName, feegrant.ModuleName,
	upgradetypes.ModuleName, consensustypes.ModuleName,
}

// preBlockers run before everything else of a block.
var preBlockers = []string{upgradetypes.ModuleName, authtypes.ModuleName}

type storeKeys struct {
	kv        map[string]*storetypes.KVStoreKey
	transient map[string]*storetypes.TransientStoreKey
	object    map[string]*storetypes.ObjectStoreKey
}

func newStoreKeys() storeKeys {
	return storeKeys{
		kv:        storetypes.NewKVStoreKeys(kvStores...),
		transient: storetypes.NewTransientStoreKeys(transientStores...),
		object:    storetypes.NewObjectStoreKeys(objectStores...),
	}
}

// all lists every key of the three kinds in one fixed order.
func (k storeKeys) all() []storetypes.StoreKey {
	var out []storetypes.StoreKey
	for _, name := range kvStores {
		out = append(out, k.kv[name])
	}
	for _, name := range transientStores {
		out = append(out, k.transient[name])
	}
	for _, name := range objectStores {
		out = append(out, k.object[name])
	}
	return out
}
