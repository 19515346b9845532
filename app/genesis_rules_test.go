package app_test

import (
	"encoding/json"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"

	"github.com/agijobs/agijobs/app"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// A chain that asks the rules does not start with what no message could set, whether or not somebody has validated the file.
func TestTheChainStartsByTheRules(t *testing.T) {
	start := func(window int64, strict, consensus bool) error {
		chain := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, simtestutil.NewAppOptionsWithFlagHome(t.TempDir()), baseapp.SetChainID("rules-1"))
		defer func() { require.NoError(t, chain.Close()) }()
		state, err := app.DefaultGenesis(chain.Basics(), chain.Codec(), sovereigntypes.DefaultCurrency())
		require.NoError(t, err)
		require.NoError(t, app.EditGenesis(state, chain.Codec(), slashingtypes.ModuleName, func(gs *slashingtypes.GenesisState) {
			gs.Params.SignedBlocksWindow = window
		}))
		bz, err := json.Marshal(state)
		require.NoError(t, err)
		if strict {
			chain.RequireRules()
		}
		req := &abci.RequestInitChain{ChainId: "rules-1", Time: time.Unix(1_800_000_000, 0), InitialHeight: 1, AppStateBytes: bz}
		if consensus {
			params := app.ConsensusParams().ToProto()
			req.ConsensusParams = &params
		}
		_, err = chain.InitChain(req)
		require.Error(t, err, "nobody makes blocks in this genesis")
		return err
	}
	const nobody = "validator set is empty"
	require.ErrorContains(t, start(operatorstypes.MinSignedWindow, true, true), nobody)
	require.ErrorContains(t, start(operatorstypes.MinSignedWindow-1, false, true), nobody)
	err := start(operatorstypes.MinSignedWindow-1, true, true)
	require.ErrorIs(t, err, operatorstypes.ErrSlashingParams)
	require.ErrorContains(t, err, "app_state.slashing.params: signed_blocks_window is 99; at least 100")
	require.ErrorContains(t, start(operatorstypes.MinSignedWindow, true, false), "consensus.params: missing")
}
