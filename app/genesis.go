package app

import (
	"encoding/json"
	"fmt"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app/msgs"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// GenesisState is the chain's state at its start: one JSON object per module.
type GenesisState map[string]json.RawMessage

const (
	// MaxBlockBytes bounds a block so that it crosses a nation's network well within the block time.
	MaxBlockBytes = 4 << 20
	// MaxBlockGas bounds a block's work: about 1,200 messages of a job's life, and of nothing but the worst of them less than a second on two cores.
	MaxBlockGas = 100_000_000
	// unbondingTime is how long an operator stays answerable; evidence must not outlive it, nor die before it.
	unbondingTime = 21 * 24 * time.Hour
	// evidenceBlocks is unbondingTime in blocks of half a second, so that a fast chain keeps evidence as long.
	evidenceBlocks = int64(unbondingTime / (500 * time.Millisecond))
	// Gas of one signature check. A block's gas is 111 units for each microsecond of the 0.9 seconds between blocks; these ask for 90 and more, as
	// measured in pure Go on one processor (109, 39 and 60 µs), so that two processors verify a block of nothing but signatures in two thirds of that
	// time. x/auth takes half of secp256k1's for secp256r1 (52 µs).
	sigGasSecp256k1, sigGasEd25519, sigGasMLDSA65 = 10_000, 4_000, 6_000
	// MinGasPrice is what a node asks per unit of gas, in the base denomination.
	MinGasPrice = "0.001"
)

// DefaultGenesis is the modules' own default genesis made into this chain's: one money, seats for consensus power, no
// community tax, decisions for one unit of deposit, signatures at the price of their work.
func DefaultGenesis(basics module.BasicManager, cdc codec.JSONCodec, currency sovereigntypes.Currency) (GenesisState, error) {
	state := GenesisState(basics.DefaultGenesis(cdc))
	return state, Nationalise(state, cdc, currency)
}

// Nationalise sets in a genesis state what differs from the modules' defaults.
func Nationalise(state GenesisState, cdc codec.JSONCodec, currency sovereigntypes.Currency) error {
	if err := currency.Validate(); err != nil {
		return err
	}
	edits := []func() error{
		func() error {
			return edit(state, cdc, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) { gs.Currency = currency })
		},
		func() error {
			return edit(state, cdc, authtypes.ModuleName, func(gs *authtypes.GenesisState) {
				gs.Params.SigVerifyCostSecp256k1, gs.Params.SigVerifyCostED25519, gs.Params.SigVerifyCostMlDsa65 = sigGasSecp256k1, sigGasEd25519, sigGasMLDSA65
			})
		},
		func() error {
			return edit(state, cdc, banktypes.ModuleName, func(gs *banktypes.GenesisState) { gs.DenomMetadata = metadata(currency) })
		},
		func() error {
			return edit(state, cdc, stakingtypes.ModuleName, func(gs *stakingtypes.GenesisState) {
				gs.Params.BondDenom = SeatDenom
				gs.Params.UnbondingTime = unbondingTime
				gs.Params.KeyRotationFee = sdk.NewCoin(SeatDenom, math.OneInt())
			})
		},
		func() error {
			return edit(state, cdc, distrtypes.ModuleName, func(gs *distrtypes.GenesisState) {
				gs.Params.CommunityTax = math.LegacyZeroDec()
			})
		},
		func() error {
			return edit(state, cdc, govtypes.ModuleName, func(gs *govv1.GenesisState) { governance(gs.Params, currency.Base) })
		},
	}
	for _, e := range edits {
		if err := e(); err != nil {
			return err
		}
	}
	return nil
}

// votingPeriod lets officials abroad and offline signers answer; a decision executes as soon as enough have said yes.
const votingPeriod = 7 * 24 * time.Hour

// governance: a decision costs a unit that comes back, paid whole with the proposal, so that none waits for a deposit;
// nothing of it is burnt, since the chain's supply changes only by what the modules book. Quorum and thresholds stay
// x/gov's own: the council's rule stands above them. Expedited proposals are refused; x/gov insists on parameters for them.
func governance(p *govv1.Params, denom string) {
	p.MinDeposit = sdk.NewCoins(sdk.NewInt64Coin(denom, 1))
	p.ExpeditedMinDeposit = sdk.NewCoins(sdk.NewInt64Coin(denom, 2))
	voting := votingPeriod
	p.VotingPeriod = &voting
	p.MinInitialDepositRatio = math.LegacyOneDec().String()
	p.BurnVoteQuorum, p.BurnVoteVeto, p.BurnProposalDepositPrevote = false, false, false
	p.ProposalCancelRatio = math.LegacyZeroDec().String()
}

func metadata(c sovereigntypes.Currency) []banktypes.Metadata {
	return []banktypes.Metadata{
		{
			Description: "The money of the chain", Base: c.Base, Display: c.Display, Name: c.Display, Symbol: c.Display,
			DenomUnits: []*banktypes.DenomUnit{{Denom: c.Base}, {Denom: c.Display, Exponent: c.Exponent}},
		},
		{
			Description: "Consensus power of node operators; it is no money", Base: SeatDenom, Display: SeatDenom,
			Name: "Operator seat", Symbol: "SEAT", DenomUnits: []*banktypes.DenomUnit{{Denom: SeatDenom}},
		},
	}
}

// edit decodes one module's genesis, lets fn change it and encodes it again.
func edit[T any, P interface {
	*T
	proto.Message
}](state GenesisState, cdc codec.JSONCodec, name string, fn func(P),
) error {
	gs := P(new(T))
	if err := cdc.UnmarshalJSON(state[name], gs); err != nil {
		return fmt.Errorf("genesis of %s: %w", name, err)
	}
	fn(gs)
	bz, err := cdc.MarshalJSON(gs)
	if err != nil {
		return fmt.Errorf("genesis of %s: %w", name, err)
	}
	state[name] = bz
	return nil
}

// EditGenesis lets fn change one module's genesis in place.
func EditGenesis[T any, P interface {
	*T
	proto.Message
}](state GenesisState, cdc codec.JSONCodec, name string, fn func(P),
) error {
	return edit[T, P](state, cdc, name, fn)
}

// CheckGenesis refuses a genesis state in which one module contradicts another; what a module can see by itself its own
// ValidateGenesis checks. It runs when a chain starts and in `genesis validate`.
func CheckGenesis(state GenesisState, cdc codec.Codec) error {
	var owner sovereigntypes.GenesisState
	if err := cdc.UnmarshalJSON(state[sovereigntypes.ModuleName], &owner); err != nil {
		return fmt.Errorf("genesis of %s: %w", sovereigntypes.ModuleName, err)
	}
	var gov govv1.GenesisState
	if err := cdc.UnmarshalJSON(state[govtypes.ModuleName], &gov); err != nil {
		return fmt.Errorf("genesis of %s: %w", govtypes.ModuleName, err)
	}
	if err := checkModuleAccounts(state, cdc); err != nil {
		return err
	}
	signers := func(msg sdk.Msg) ([][]byte, error) {
		list, _, err := cdc.GetMsgV1Signers(msg)
		return list, err
	}
	return owner.CheckProposals(gov, authtypes.NewModuleAddress(govtypes.ModuleName), signers, msgs.Rule)
}

// checkModuleAccounts refuses what is no module account at the address of one, or one without the permissions that its module needs: whoever first
// pays that module, or what it mints or burns, would panic.
func checkModuleAccounts(state GenesisState, cdc codec.Codec) error {
	var auth authtypes.GenesisState
	if err := cdc.UnmarshalJSON(state[authtypes.ModuleName], &auth); err != nil {
		return fmt.Errorf("genesis of %s: %w", authtypes.ModuleName, err)
	}
	accounts, err := authtypes.UnpackAccounts(auth.Accounts)
	if err != nil {
		return fmt.Errorf("genesis of %s: %w", authtypes.ModuleName, err)
	}
	modules := map[string]Account{} // looked up, never walked
	for _, module := range ModuleAccounts() {
		modules[authtypes.NewModuleAddress(module.Name).String()] = module
	}
	for _, account := range accounts {
		module, ok := modules[account.GetAddress().String()]
		if !ok {
			continue
		}
		is, ok := account.(sdk.ModuleAccountI)
		if !ok || is.GetName() != module.Name {
			return fmt.Errorf("genesis of %s: the account %s is the module account %s, and is none here; remove it, the chain makes it",
				authtypes.ModuleName, account.GetAddress(), module.Name)
		}
		for _, permission := range module.Permissions {
			if !is.HasPermission(permission) {
				return fmt.Errorf("genesis of %s: the module account %s lacks the permission %q; remove it, the chain makes it",
					authtypes.ModuleName, module.Name, permission)
			}
		}
	}
	return nil
}

// ConsensusParams are CometBFT's parameters with finite blocks and evidence that lives as long as a bond.
func ConsensusParams() *cmttypes.ConsensusParams {
	p := cmttypes.DefaultConsensusParams()
	p.Block.MaxBytes = MaxBlockBytes
	p.Block.MaxGas = MaxBlockGas
	p.Evidence.MaxAgeDuration = unbondingTime
	p.Evidence.MaxAgeNumBlocks = evidenceBlocks
	return p
}
