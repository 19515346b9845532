package app

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/codec"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// CheckRules refuses a genesis that carries what no message could set: parameters of the SDK's modules that the guards of
// x/operators turn away, and state of modules that this chain has not. It returns everything that it finds, each with the path of
// the field. Nodes ask it when a chain starts (RequireRules), and so does `genesis validate`.
func CheckRules(state GenesisState, cdc codec.Codec, consensus cmtproto.ConsensusParams) error {
	var found []error
	known := genesisModules()
	for _, name := range slices.Sorted(maps.Keys(state)) {
		if !known[name] {
			found = append(found, fmt.Errorf("app_state.%s: this chain has no module %s; remove this part", name, name))
		}
	}
	staking, err := decoded[stakingtypes.GenesisState](state, cdc, stakingtypes.ModuleName)
	if err != nil {
		return err // the rules of the others need it
	}
	owner, err := decoded[sovereigntypes.GenesisState](state, cdc, sovereigntypes.ModuleName)
	if err != nil {
		return err
	}
	bank, err := decoded[banktypes.GenesisState](state, cdc, banktypes.ModuleName)
	if err != nil {
		return err
	}
	found = append(
		found,
		under("app_state.staking.params", func() error {
			return operatorstypes.CheckStakingParams(staking.Params, countOperators(*staking, *bank), consensus.Evidence)
		}),
		under("consensus.params", func() error { return checkConsensus(consensus, staking.Params) }),
		rule(state, cdc, authtypes.ModuleName, func(gs *authtypes.GenesisState) error { return operatorstypes.CheckAuthParams(gs.Params) }),
		rule(state, cdc, slashingtypes.ModuleName, func(gs *slashingtypes.GenesisState) error {
			return operatorstypes.CheckSlashingParams(gs.Params)
		}),
		rule(state, cdc, distrtypes.ModuleName, func(gs *distrtypes.GenesisState) error {
			return operatorstypes.CheckDistributionParams(gs.Params)
		}),
		rule(state, cdc, govtypes.ModuleName, func(gs *govv1.GenesisState) error {
			if gs.Params == nil {
				return errors.New("missing")
			}
			return operatorstypes.CheckGovParams(*gs.Params, owner.Currency.Base)
		}),
	)
	return errors.Join(found...)
}

// RequireRules makes the start of a chain ask CheckRules. Real nodes always do; chains inside a test may be quicker than the rules allow.
func (app *App) RequireRules() { app.strict = true }

func checkRulesOf(req *abci.RequestInitChain, state GenesisState, cdc codec.Codec) error {
	if req.ConsensusParams == nil {
		return errors.New("consensus.params: missing; take them from the file that init writes")
	}
	if err := CheckRules(state, cdc, *req.ConsensusParams); err != nil {
		return fmt.Errorf("genesis refused; agijobsd genesis validate shows the same: %w", err)
	}
	return nil
}

// genesisModules are the parts that a genesis may have.
func genesisModules() map[string]bool {
	known := make(map[string]bool, len(genesisOrder))
	for _, name := range genesisOrder {
		known[name] = true
	}
	return known
}

func checkConsensus(p cmtproto.ConsensusParams, staking stakingtypes.Params) error {
	if err := operatorstypes.CheckConsensusParams(p, staking.UnbondingTime); err != nil {
		return err
	}
	if p.Validator == nil || len(p.Validator.PubKeyTypes) == 0 {
		return errors.New("validator.pub_key_types is empty; name the types of the operators' keys, ed25519 for example")
	}
	return nil
}

// countOperators counts whoever has seats or has bonded them.
func countOperators(staking stakingtypes.GenesisState, bank banktypes.GenesisState) int {
	pools := blockedAddresses()
	list := map[string]bool{}
	for _, b := range bank.Balances {
		if !pools[b.Address] && b.Coins.AmountOf(SeatDenom).IsPositive() {
			list[b.Address] = true
		}
	}
	for _, d := range staking.Delegations {
		list[d.DelegatorAddress] = true
	}
	return len(list)
}

func decoded[T any, P interface {
	*T
	proto.Message
}](state GenesisState, cdc codec.Codec, name string,
) (P, error) {
	gs := P(new(T))
	if err := cdc.UnmarshalJSON(state[name], gs); err != nil {
		return nil, fmt.Errorf("app_state.%s: %w", name, err)
	}
	return gs, nil
}

func rule[T any, P interface {
	*T
	proto.Message
}](state GenesisState, cdc codec.Codec, name string, check func(P) error,
) error {
	gs, err := decoded[T, P](state, cdc, name)
	if err != nil {
		return err
	}
	return under("app_state."+name+".params", func() error { return check(gs) })
}

// under names the place of what a check finds. A number that is missing from the file is no number to the libraries: they panic.
func under(path string, check func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: a value is missing or no number (%v); compare with the file that init writes", path, r)
		}
	}()
	if err := check(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
