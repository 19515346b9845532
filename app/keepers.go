package app

import (
	"context"

	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	nftkeeper "github.com/cosmos/cosmos-sdk/contrib/x/nft/keeper"
	"github.com/cosmos/cosmos-sdk/runtime"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	authzkeeper "github.com/cosmos/cosmos-sdk/x/authz/keeper"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensuskeeper "github.com/cosmos/cosmos-sdk/x/consensus/keeper"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrkeeper "github.com/cosmos/cosmos-sdk/x/distribution/keeper"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	evidencekeeper "github.com/cosmos/cosmos-sdk/x/evidence/keeper"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantkeeper "github.com/cosmos/cosmos-sdk/x/feegrant/keeper"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingkeeper "github.com/cosmos/cosmos-sdk/x/slashing/keeper"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingkeeper "github.com/cosmos/cosmos-sdk/x/staking/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradekeeper "github.com/cosmos/cosmos-sdk/x/upgrade/keeper"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/agijobs/agijobs/app/msgs"
	"github.com/agijobs/agijobs/internal/scope"
	certificateskeeper "github.com/agijobs/agijobs/x/certificates/keeper"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitykeeper "github.com/agijobs/agijobs/x/identity/keeper"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobskeeper "github.com/agijobs/agijobs/x/jobs/keeper"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/operators/guard"
	operatorskeeper "github.com/agijobs/agijobs/x/operators/keeper"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	reputationkeeper "github.com/agijobs/agijobs/x/reputation/keeper"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	sovereignkeeper "github.com/agijobs/agijobs/x/sovereign/keeper"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	thermostatkeeper "github.com/agijobs/agijobs/x/thermostat/keeper"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	validationkeeper "github.com/agijobs/agijobs/x/validation/keeper"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Keepers are the chain's modules as the application holds them.
type Keepers struct {
	Account      authkeeper.AccountKeeper
	Authz        authzkeeper.Keeper
	Bank         bankkeeper.BaseKeeper
	Consensus    consensuskeeper.Keeper
	Distribution distrkeeper.Keeper
	Evidence     evidencekeeper.Keeper
	FeeGrant     feegrantkeeper.Keeper
	Gov          *govkeeper.Keeper
	NFT          nftkeeper.Keeper
	Slashing     slashingkeeper.Keeper
	Staking      *stakingkeeper.Keeper
	Upgrade      *upgradekeeper.Keeper

	Certificates *certificateskeeper.Keeper
	Identity     *identitykeeper.Keeper
	Jobs         *jobskeeper.Keeper
	Operators    *operatorskeeper.Keeper
	Reputation   *reputationkeeper.Keeper
	Sovereign    *sovereignkeeper.Keeper
	Thermostat   *thermostatkeeper.Keeper
	Validation   *validationkeeper.Keeper
}

// Authority is the one owner of every module's parameters: the x/gov module account.
func Authority() string { return authtypes.NewModuleAddress(govtypes.ModuleName).String() }

type keeperInputs struct {
	cdc    codec.Codec
	amino  *codec.LegacyAmino
	keys   storeKeys
	base   *baseapp.BaseApp
	logger log.Logger
	home   string
	skip   map[int64]bool
}

func newKeepers(in keeperInputs) Keepers {
	var k Keepers
	k.addStandard(in)
	k.addOwn(in)
	return k
}

func (k *Keepers) addStandard(in keeperInputs) {
	cdc, authority := in.cdc, Authority()
	store := runtime.NewKVStoreService
	accounts := addresscodec.NewBech32Codec(scope.Bech32Prefix)

	k.Consensus = consensuskeeper.NewKeeper(cdc, store(in.keys.kv[consensustypes.StoreKey]), authority, runtime.EventService{})
	in.base.SetParamStore(k.Consensus.ParamsStore)

	k.Account = authkeeper.NewAccountKeeper(cdc, store(in.keys.kv[authtypes.StoreKey]), authtypes.ProtoBaseAccount,
		permissions(), accounts, scope.Bech32Prefix, authority)
	k.Bank = bankkeeper.NewBaseKeeper(cdc, store(in.keys.kv[banktypes.StoreKey]), k.Account, blockedAddresses(), authority, in.logger).
		WithObjStoreKey(in.keys.object[banktypes.ObjectStoreKey])
	k.Staking = stakingkeeper.NewKeeper(cdc, store(in.keys.kv[stakingtypes.StoreKey]), k.Account, k.Bank, authority,
		addresscodec.NewBech32Codec(sdk.GetConfig().GetBech32ValidatorAddrPrefix()),
		addresscodec.NewBech32Codec(sdk.GetConfig().GetBech32ConsensusAddrPrefix()))
	k.Distribution = distrkeeper.NewKeeper(cdc, store(in.keys.kv[distrtypes.StoreKey]), k.Account, k.Bank, k.Staking,
		authtypes.FeeCollectorName, authority)
	k.Slashing = slashingkeeper.NewKeeper(cdc, in.amino, store(in.keys.kv[slashingtypes.StoreKey]), k.Staking, authority)
	k.Staking.SetHooks(guard.NewHooks(stakingtypes.NewMultiStakingHooks(k.Distribution.Hooks(), k.Slashing.Hooks())))
	k.FeeGrant = feegrantkeeper.NewKeeper(cdc, store(in.keys.kv[feegrant.StoreKey]), k.Account)
	k.Authz = authzkeeper.NewKeeper(store(in.keys.kv[authz.ModuleName]), cdc, in.base.MsgServiceRouter(), k.Account)
	k.Upgrade = upgradekeeper.NewKeeper(in.skip, store(in.keys.kv[upgradetypes.StoreKey]), cdc, in.home, in.base, authority)
	evidence := evidencekeeper.NewKeeper(cdc, store(in.keys.kv[evidencetypes.StoreKey]), k.Staking, k.Slashing,
		k.Account.AddressCodec(), runtime.ProvideCometInfoService())
	// Faults come with the blocks: no message brings any. Without a router x/evidence would panic over one.
	evidence.SetRouter(evidencetypes.NewRouter())
	k.Evidence = *evidence
	k.NFT = nftkeeper.NewKeeper(store(in.keys.kv[nft.StoreKey]), cdc, k.Account, k.Bank)
	k.Gov = govkeeper.NewKeeper(cdc, store(in.keys.kv[govtypes.StoreKey]), k.Account, k.Bank, k.Distribution,
		in.base.MsgServiceRouter(), govtypes.DefaultConfig(), authority, k.tally)
}

// tally asks x/sovereign, which is made after x/gov: the council decides, not the stake.
func (k *Keepers) tally(ctx context.Context, gov govkeeper.Keeper, p govv1.Proposal) (
	math.LegacyDec, math.Int, map[govv1.VoteOption]math.LegacyDec, error,
) {
	return k.Sovereign.Tally(ctx, gov, p)
}

func (k *Keepers) addOwn(in keeperInputs) {
	cdc, authority := in.cdc, Authority()
	store, transient := runtime.NewKVStoreService, in.keys.transient

	k.Sovereign = sovereignkeeper.NewKeeper(cdc, store(in.keys.kv[sovereigntypes.StoreKey]), k.Bank, authority)
	k.Identity = identitykeeper.NewKeeper(cdc, store(in.keys.kv[identitytypes.StoreKey]), transient[identitytypes.TransientKey],
		k.Account, authority)
	k.Operators = operatorskeeper.NewKeeper(cdc, store(in.keys.kv[operatorstypes.StoreKey]), k.Account, k.Bank, k.Staking,
		k.Identity, k.Consensus.ParamsStore, k.Sovereign, authority)
	k.Reputation = reputationkeeper.NewKeeper(cdc, store(in.keys.kv[reputationtypes.StoreKey]), k.Sovereign, k.Identity, authority)
	k.Validation = validationkeeper.NewKeeper(cdc, store(in.keys.kv[validationtypes.StoreKey]), transient[validationtypes.TransientKey],
		k.Bank, k.Sovereign, k.Identity, k.Sovereign, k.Reputation, authority)
	k.Certificates = certificateskeeper.NewKeeper(cdc, store(in.keys.kv[certificatestypes.StoreKey]),
		transient[certificatestypes.TransientKey], k.Bank, k.Sovereign, k.NFT, k.Identity, k.Sovereign, authority)
	k.Jobs = jobskeeper.NewKeeper(cdc, store(in.keys.kv[jobstypes.StoreKey]), transient[jobstypes.TransientKey],
		k.Bank, k.Sovereign, k.Identity, k.Sovereign, k.Reputation, k.Validation, k.Certificates, authority)

	k.Thermostat = thermostatkeeper.NewKeeper(cdc, store(in.keys.kv[thermostattypes.StoreKey]), k.Sovereign, k.Reputation, k.Jobs,
		k.Bank, k.Sovereign, authority)

	k.Sovereign.SetClassifier(msgs.Rule)
	k.Sovereign.SetParamsSources(k.paramsSources(cdc)...)
	k.Bank.AppendSendRestriction(k.Sovereign.RestrictSends(isModuleAccount))
	k.Validation.SetBrake(k.Sovereign)
	k.Jobs.SetBrake(k.Sovereign)
	k.Sovereign.SetGov(k.Gov)
	k.Gov.SetHooks(k.Sovereign.GovHooks())
	k.Identity.SetProtector(k.Sovereign)
	k.Bank.AppendSendRestriction(k.Operators.SendRestriction)
	k.Bank.AppendSendRestriction(k.Identity.SendRestriction)
	k.Identity.SetStakeReaders(k.Jobs, k.Validation)
	k.Identity.SetHooks(k.Jobs, k.Validation)
	k.Validation.SetHooks(k.Jobs)
	k.Jobs.SetCouncil(k.Sovereign)
	k.Jobs.SetPolicy(k.Thermostat)
	k.Jobs.SetHooks(k.Reputation, k.Thermostat)
}
