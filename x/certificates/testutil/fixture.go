// Package testutil sets x/certificates up on the real nft keeper and in-memory stores, for tests.
package testutil

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/core/address"
	"cosmossdk.io/math"

	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	nftkeeper "github.com/cosmos/cosmos-sdk/contrib/x/nft/keeper"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdktestutil "github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/x/certificates"
	"github.com/agijobs/agijobs/x/certificates/keeper"
	nftmodule "github.com/agijobs/agijobs/x/certificates/nft"
	"github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Prefix of the test chain's addresses.
const Prefix = "agi"

// ChainID and Height of the context, and market time.
const (
	ChainID = "agijobs-test-1"
	Height  = 42
	Now     = 5_000
)

// BlockTime of the context.
var BlockTime = time.Date(2031, 5, 6, 7, 8, 9, 10, time.UTC)

// SetPrefix makes the SDK use the chain's bech32 prefix. For TestMain.
func SetPrefix() { sdk.GetConfig().SetBech32PrefixForAccount(Prefix, Prefix+"pub") }

// ErrUnknown and ErrSuspended are what the fake identity keeper answers.
var (
	ErrUnknown   = errors.New("unknown participant")
	ErrSuspended = errors.New("suspended: no new business")
)

// Identity is an identity keeper in memory: participants by address string.
type Identity map[string]identitytypes.Participant

// Add admits active participants.
func (i Identity) Add(addrs ...sdk.AccAddress) {
	for _, addr := range addrs {
		i[addr.String()] = identitytypes.Participant{Address: addr.String(), Status: identitytypes.PARTICIPANT_STATUS_ACTIVE}
	}
}

// Suspend takes new business from a participant.
func (i Identity) Suspend(addr sdk.AccAddress) {
	i[addr.String()] = identitytypes.Participant{Address: addr.String(), Status: identitytypes.PARTICIPANT_STATUS_SUSPENDED}
}

// Active implements types.IdentityKeeper.
func (i Identity) Active(ctx context.Context, addr sdk.AccAddress) error {
	p, err := i.Participant(ctx, addr)
	if err == nil && p.Status != identitytypes.PARTICIPANT_STATUS_ACTIVE {
		err = ErrSuspended
	}
	return err
}

// MayStart implements types.IdentityKeeper.
func (i Identity) MayStart(ctx context.Context, addr sdk.AccAddress) error {
	return i.Active(ctx, addr)
}

// Participant implements types.IdentityKeeper.
func (i Identity) Participant(_ context.Context, addr sdk.AccAddress) (identitytypes.Participant, error) {
	p, ok := i[addr.String()]
	if !ok {
		return identitytypes.Participant{}, ErrUnknown
	}
	return p, nil
}

// Members implements types.IdentityKeeper.
func (i Identity) Members(_ context.Context, organisation string, limit int) (members []sdk.AccAddress, err error) {
	for _, key := range slices.Sorted(maps.Keys(i)) {
		if i[key].OrganisationId == organisation && len(members) < limit {
			members = append(members, sdk.MustAccAddressFromBech32(key))
		}
	}
	if len(members) == 0 {
		return nil, identitytypes.ErrUnknownOrganisation
	}
	return members, nil
}

// Join makes participants members of an organisation.
func (i Identity) Join(organisation string, addrs ...sdk.AccAddress) {
	for _, addr := range addrs {
		p := i[addr.String()]
		p.OrganisationId = organisation
		i[addr.String()] = p
	}
}

// Clock is market time in memory, in milliseconds.
type Clock struct{ Ms int64 }

// Now implements types.Clock.
func (c *Clock) Now(context.Context) (int64, error) { return c.Ms, nil }

// accounts is all that the nft keeper asks of x/auth.
type accounts struct{}

func (accounts) GetModuleAddress(name string) sdk.AccAddress { return authtypes.NewModuleAddress(name) }

func (accounts) GetAccount(context.Context, sdk.AccAddress) sdk.AccountI { return nil }

func (accounts) AddressCodec() address.Codec { return addresscodec.NewBech32Codec(Prefix) }

// Fixture is one chain's x/nft and x/certificates.
type Fixture struct {
	Ctx          sdk.Context
	Enc          moduletestutil.TestEncodingConfig
	Identity     Identity
	Bank         *jobstestutil.Bank
	Clock        *Clock
	NFT          nftkeeper.Keeper
	Keeper       *keeper.Keeper
	NFTModule    nftmodule.AppModule
	Certificates certificates.AppModule
	Authority    string
}

// Bare returns a fixture on empty stores.
func Bare(t testing.TB) *Fixture {
	t.Helper()
	key, own := storetypes.NewKVStoreKey(nft.StoreKey), storetypes.NewKVStoreKey(types.StoreKey)
	tkey, bank := storetypes.NewTransientStoreKey(types.TransientKey), storetypes.NewKVStoreKey("bank")
	enc := moduletestutil.MakeTestEncodingConfig(nftmodule.AppModule{}, certificates.AppModule{})
	f := &Fixture{
		Ctx: sdktestutil.DefaultContextWithKeys(
			map[string]*storetypes.KVStoreKey{key.Name(): key, own.Name(): own, bank.Name(): bank},
			map[string]*storetypes.TransientStoreKey{tkey.Name(): tkey}, nil).
			WithChainID(ChainID).WithBlockHeight(Height).WithBlockTime(BlockTime).WithExecMode(sdk.ExecModeFinalize),
		Enc:       enc,
		Identity:  Identity{},
		Bank:      &jobstestutil.Bank{Key: bank},
		Clock:     &Clock{Ms: Now},
		Authority: authtypes.NewModuleAddress(govtypes.ModuleName).String(),
	}
	f.NFT = nftkeeper.NewKeeper(runtime.NewKVStoreService(key), enc.Codec, accounts{}, nil)
	f.Keeper = keeper.NewKeeper(enc.Codec, runtime.NewKVStoreService(own), tkey, f.Bank, f.Bank, f.NFT, f.Identity, f.Clock, f.Authority)
	f.NFTModule = nftmodule.NewAppModule(enc.Codec, f.NFT)
	f.Certificates = certificates.NewAppModule(enc.Codec, f.Keeper)
	return f
}

// New returns a fixture with the default genesis and the participants of Job.
func New(t testing.TB) *Fixture {
	t.Helper()
	f := Bare(t)
	f.NFTModule.InitGenesis(f.Ctx, f.Enc.Codec, f.NFTModule.DefaultGenesis(f.Enc.Codec))
	f.Certificates.InitGenesis(f.Ctx, f.Enc.Codec, f.Certificates.DefaultGenesis(f.Enc.Codec))
	f.Identity.Add(Employer, Agent, Responsible)
	agent := f.Identity[Agent.String()]
	agent.Responsible = Responsible.String()
	f.Identity[Agent.String()] = agent
	return f
}

// Mint mints the certificates of jobs of Employer.
func (f *Fixture) Mint(t testing.TB, ids ...uint64) {
	t.Helper()
	for _, id := range ids {
		require.NoError(t, f.Keeper.Mint(f.Ctx, Job(id), Employer, false))
	}
}

// Tx is the context of the block's n-th transaction, from 0. Without it, messages run as a proposal's do.
func (f *Fixture) Tx(n int) sdk.Context { return f.Ctx.WithTxIndex(n) }

// EndBlock does what the block's end does, x/bank first.
func (f *Fixture) EndBlock(t testing.TB) {
	t.Helper()
	f.Bank.EndBlock(f.Ctx)
	require.NoError(t, f.Certificates.EndBlock(f.Ctx))
}

// Export returns the genesis of x/nft: certificates and owners.
func (f *Fixture) Export() string { return string(f.NFTModule.ExportGenesis(f.Ctx, f.Enc.Codec)) }

// ExportAll returns the whole state of both modules.
func (f *Fixture) ExportAll() string {
	return f.Export() + string(f.Certificates.ExportGenesis(f.Ctx, f.Enc.Codec))
}

// Account returns the n-th test address.
func Account(n byte) sdk.AccAddress { return bytes.Repeat([]byte{n}, 20) }

// The parties of Job.
var (
	Employer    = Account(1)
	Agent       = Account(2)
	Responsible = Account(3)
)

// Job returns a job of Employer that has just been settled as COMPLETED.
func Job(id uint64) jobstypes.Job {
	return jobstypes.Job{
		Id:       id,
		Employer: Employer.String(),
		Agent:    Agent.String(),
		Title:    "Sum a table",
		Category: "data",
		Spec:     jobstypes.Document{Uri: "https://data.example/spec", Sha256: bytes.Repeat([]byte{1}, 32)},
		Terms:    jobstypes.Terms{ParamsVersion: 3, CategoryRevision: 4, ReviewVersion: 5},
		Escrow:   jobstypes.Escrow{Payout: math.NewInt(77)},
		Status:   jobstypes.JOB_STATUS_COMPLETED,
		Submission: &jobstypes.Submission{
			Result:    jobstypes.Document{Uri: "https://data.example/result", Sha256: bytes.Repeat([]byte{2}, 32)},
			ModelId:   "model-1",
			ModelHash: bytes.Repeat([]byte{3}, 32),
			DataSources: []jobstypes.DataSource{
				{Document: jobstypes.Document{Uri: "https://data.example/table", Sha256: bytes.Repeat([]byte{4}, 32)}, Licence: "CC0-1.0"},
			},
		},
		Verdict:         &jobstypes.Verdict{Status: jobstypes.JOB_STATUS_APPROVED, Seats: 3, Revealed: 3, Approvals: 3, Quality: 91},
		Ruling:          &jobstypes.Ruling{Outcome: jobstypes.OUTCOME_COMPLETED, Basis: jobstypes.RULING_BASIS_VERDICT},
		SubmittedMs:     100,
		SettledMs:       200,
		SubmittedHeight: 10,
		SettledHeight:   Height,
	}
}
