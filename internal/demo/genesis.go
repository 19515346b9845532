package demo

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/cometbft/cometbft/privval"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// The demo's market runs in seconds where a nation's runs in hours.
const (
	maxStep      = time.Second
	commitWindow = 10 * time.Second
	revealWindow = 10 * time.Second
	unbonding    = time.Minute

	// challengeWindow is for jobs that nobody disputes; a dispute at the command line takes longer than a program's.
	challengeWindow = 3 * time.Second
	disputeWindow   = 6 * time.Second
	employerWindow  = 6 * time.Second
	// councilWindow is time for a proposal and two votes at the command line.
	councilWindow = 20 * time.Second

	// dispatchRetry is how long a job waits that the chain could assign to nobody.
	dispatchRetry = time.Second

	// category of the demo's jobs.
	category = "data"
	// richCategory is one with the highest bonus and boost that there can be, for those who hold the credential.
	richCategory   = "trade"
	richCredential = "master-craft"
	// pool of bonuses at genesis, in AGI.
	incentivesPool = 1_000
	// power of the one node operator.
	power = 10
	// treasury at genesis, in AGI.
	treasury = 10_000
)

// newCodec knows what a genesis file and a keyring contain.
func newCodec() codec.Codec {
	registry := codectypes.NewInterfaceRegistry()
	std.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	return codec.NewProtoCodec(registry)
}

// writeGenesis turns the genesis of a fresh home into the demo's: its cast, its money, its short windows, of which challenge is one.
func writeGenesis(home string, addresses map[string]sdk.AccAddress, challenge time.Duration) error {
	file := filepath.Join(home, "config", "genesis.json")
	genesis, err := genutiltypes.AppGenesisFromFile(file)
	if err != nil {
		return err
	}
	// Judges must have been admitted before the first block, and market time starts at the genesis time.
	genesis.GenesisTime = time.Now().Add(-time.Minute).UTC()
	b := genesisBuilder{cdc: newCodec(), people: cast(), addresses: addresses, time: genesis.GenesisTime, challenge: challenge}
	if err := json.Unmarshal(genesis.AppState, &b.state); err != nil {
		return err
	}
	for _, step := range []func() error{
		b.market, b.identity, b.accounts, func() error { return b.operator(operator, "demo", consensusKey(home)) }, b.balances,
	} {
		if err := step(); err != nil {
			return fmt.Errorf("genesis: %w", err)
		}
	}
	if genesis.AppState, err = json.Marshal(b.state); err != nil {
		return err
	}
	return genesis.SaveAs(file)
}

// consensusKey is the public key that the node of a home signs blocks with.
func consensusKey(home string) []byte {
	key := privval.LoadFilePVEmptyState(
		filepath.Join(home, "config", "priv_validator_key.json"), filepath.Join(home, "data", "priv_validator_state.json"))
	return key.Key.PubKey.Bytes()
}

type genesisBuilder struct {
	cdc       codec.Codec
	people    []member
	addresses map[string]sdk.AccAddress
	time      time.Time
	challenge time.Duration
	// slow: the windows stay the defaults.
	slow  bool
	state app.GenesisState
	// bonded seats of all operators.
	bonded sdk.Coins
}

// market shortens the windows of the default parameters and changes nothing else.
func (b *genesisBuilder) market() error {
	err := app.EditGenesis(b.state, b.cdc, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
		if !b.slow {
			gs.Params.MaxStep = maxStep
		}
		b.offices(gs)
	})
	if err != nil {
		return err
	}
	err = app.EditGenesis(b.state, b.cdc, validationtypes.ModuleName, func(gs *validationtypes.GenesisState) {
		if b.slow {
			return
		}
		p := &gs.Params[0].Params
		p.CommitWindow, p.RevealWindow, p.UnbondingPeriod = commitWindow, revealWindow, unbonding
	})
	if err != nil {
		return err
	}
	return app.EditGenesis(b.state, b.cdc, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
		if p := &gs.Params[0].Params; !b.slow {
			p.ChallengeWindow, p.EmployerWindow, p.CouncilWindow = b.challenge, employerWindow, councilWindow
			p.DispatchRetry = dispatchRetry
		}
		plain := jobstypes.Category{
			Slug: category, Title: "Data and analysis", Open: true, MaxPayout: math.NewInt(10_000 * agi),
			MinWorkDuration: time.Second, MaxWorkDuration: 24 * time.Hour, MaxOpenFor: 24 * time.Hour,
			Seats: []jobstypes.SeatTier{{MinPayout: math.ZeroInt(), Seats: 3}, {MinPayout: math.NewInt(2_000 * agi), Seats: 5}},
			Pool:  validationtypes.GeneralPool, AllowedUriPrefixes: []string{base}, Revision: 1,
		}
		rich := plain
		rich.Slug, rich.Title, rich.BonusBps = richCategory, "Work with the highest bonus and boost", highestBonusBps
		rich.Boosts = []jobstypes.Boost{{Credential: richCredential, Bps: highestBoostBps}}
		rescue := plain
		rescue.Slug, rescue.Title = shockCategory, "Rescue and relief"
		gs.Categories = append(gs.Categories, plain, rich, rescue)
		slices.SortFunc(gs.Categories, func(a, b jobstypes.Category) int { return strings.Compare(a.Slug, b.Slug) })
	})
}

// offices seats two of three officials as the owner, and two guardians.
func (b *genesisBuilder) offices(gs *sovereigntypes.GenesisState) {
	gs.Council, gs.Guardians = sovereigntypes.Council{Threshold: 2}, nil
	for _, m := range b.people {
		switch m.name {
		case official1, official2, official3:
			gs.Council.Members = append(gs.Council.Members, sovereigntypes.CouncilMember{
				Address: b.addresses[m.name].String(), Weight: 1, Title: m.title, Accepted: true,
			})
		case guardian1, guardian2:
			gs.Guardians = append(gs.Guardians, sovereigntypes.Guardian{Address: b.addresses[m.name].String(), Title: m.title})
		}
	}
}

func (b *genesisBuilder) identity() error {
	return app.EditGenesis(b.state, b.cdc, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
		gs.Params.Seasoning = 0
		known := map[string]bool{}
		for _, m := range b.people {
			if !known[m.org.id] {
				known[m.org.id] = true
				gs.Organisations = append(gs.Organisations, identitytypes.Organisation{Id: m.org.id, Name: m.org.name, Kind: m.org.kind, Active: true})
			}
			p := identitytypes.Participant{
				Address: b.addresses[m.name].String(), Kind: m.kind, OrganisationId: m.org.id, Roles: m.roles,
				Status: identitytypes.PARTICIPANT_STATUS_ACTIVE, AdmittedAt: b.time,
				AdmissionPath: identitytypes.ADMISSION_PATH_GENESIS, ModelId: m.model,
			}
			if m.responsible != "" {
				p.Responsible = b.addresses[m.responsible].String()
			}
			if m.judgesJobs() {
				p.JudgeSince = &b.time
			}
			gs.Participants = append(gs.Participants, p)
		}
		gs.CredentialTypes = append(gs.CredentialTypes, identitytypes.CredentialType{Id: richCredential, Active: true})
		for _, name := range append(traders(), workshop) {
			if b.addresses[name] == nil {
				continue // not of this chain
			}
			gs.Credentials = append(gs.Credentials, identitytypes.Credential{
				Subject: b.addresses[name].String(), Type: richCredential, Issuer: b.addresses[registrar].String(), IssuedAt: b.time,
			})
		}
	})
}

func (b *genesisBuilder) accounts() error {
	var failed error
	err := app.EditGenesis(b.state, b.cdc, authtypes.ModuleName, func(gs *authtypes.GenesisState) {
		for _, m := range b.people {
			account, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(b.addresses[m.name], nil, uint64(len(gs.Accounts)), 0))
			if err != nil {
				failed = err
				return
			}
			gs.Accounts = append(gs.Accounts, account)
		}
	})
	if err != nil {
		return err
	}
	return failed
}

// operator bonds an operator's seats to the key of a node.
func (b *genesisBuilder) operator(name, moniker string, consensusKey []byte) error {
	ed25519Key := &ed25519.PubKey{Key: consensusKey}
	key, err := codectypes.NewAnyWithValue(ed25519Key)
	if err != nil {
		return err
	}
	tokens := sdk.TokensFromConsensusPower(power, sdk.DefaultPowerReduction)
	delegator := b.addresses[name]
	valoper := sdk.ValAddress(delegator).String()
	b.bonded = b.bonded.Add(sdk.NewCoin(app.SeatDenom, tokens))
	// A validator that is bonded from the start needs its record of missed blocks as well.
	consAddress := sdk.ConsAddress(ed25519Key.Address())
	err = app.EditGenesis(b.state, b.cdc, slashingtypes.ModuleName, func(gs *slashingtypes.GenesisState) {
		gs.SigningInfos = append(gs.SigningInfos, slashingtypes.SigningInfo{
			Address:              consAddress.String(),
			ValidatorSigningInfo: slashingtypes.NewValidatorSigningInfo(consAddress, 0, 0, time.Unix(0, 0).UTC(), false, 0),
		})
	})
	if err != nil {
		return err
	}
	return app.EditGenesis(b.state, b.cdc, stakingtypes.ModuleName, func(gs *stakingtypes.GenesisState) {
		gs.Validators = append(gs.Validators, stakingtypes.Validator{
			OperatorAddress: valoper, ConsensusPubkey: key, Status: stakingtypes.Bonded, Tokens: tokens,
			DelegatorShares: math.LegacyNewDecFromInt(tokens), Description: stakingtypes.Description{Moniker: moniker},
			UnbondingTime: time.Unix(0, 0).UTC(), MinSelfDelegation: math.OneInt(),
			Commission: stakingtypes.NewCommission(math.LegacyZeroDec(), math.LegacyZeroDec(), math.LegacyZeroDec()),
		})
		gs.Delegations = append(gs.Delegations, stakingtypes.NewDelegation(delegator.String(), valoper, math.LegacyNewDecFromInt(tokens)))
	})
}

func (b *genesisBuilder) balances() error {
	denom := sovereigntypes.DefaultCurrency().Base
	coins := func(amount int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(denom, amount*agi)) }
	return app.EditGenesis(b.state, b.cdc, banktypes.ModuleName, func(gs *banktypes.GenesisState) {
		gs.Balances = append(gs.Balances, banktypes.Balance{
			Address: authtypes.NewModuleAddress(stakingtypes.BondedPoolName).String(), Coins: b.bonded,
		})
		gs.Balances = append(gs.Balances, banktypes.Balance{Address: money.TreasuryAddress().String(), Coins: coins(treasury)})
		gs.Balances = append(gs.Balances, banktypes.Balance{Address: incentivesAddress(), Coins: coins(incentivesPool)})
		for _, m := range b.people {
			gs.Balances = append(gs.Balances, banktypes.Balance{Address: b.addresses[m.name].String(), Coins: coins(m.money)})
		}
		gs.Supply = sdk.NewCoins()
		for _, balance := range gs.Balances {
			gs.Supply = gs.Supply.Add(balance.Coins...)
		}
	})
}

// modelHash stands for the hash of the model's weights, which an AI agent declares with its work.
func modelHash(model string) []byte {
	sum := sha256sum([]byte(model))
	return sum
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
