package app_test

import (
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/money"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// A pool's address with a plain account would make the first payment of the module panic: such a genesis is refused, with what to do.
func TestNoPlainAccountAtAModulesAddress(t *testing.T) {
	chain := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, simtestutil.NewAppOptionsWithFlagHome(t.TempDir()))
	defer func() { require.NoError(t, chain.Close()) }()
	check := func(account authtypes.GenesisAccount) error {
		state, err := app.DefaultGenesis(chain.Basics(), chain.Codec(), sovereigntypes.DefaultCurrency())
		require.NoError(t, err)
		packed, err := codectypes.NewAnyWithValue(account)
		require.NoError(t, err)
		require.NoError(t, app.EditGenesis(state, chain.Codec(), authtypes.ModuleName, func(gs *authtypes.GenesisState) {
			gs.Accounts = append(gs.Accounts, packed)
		}))
		return app.CheckGenesis(state, chain.Codec())
	}
	pool := money.TreasuryAddress()
	require.EqualError(t, check(authtypes.NewBaseAccountWithAddress(pool)),
		"genesis of auth: the account "+pool.String()+" is the module account treasury, and is none here; remove it, the chain makes it")
	require.NoError(t, check(authtypes.NewEmptyModuleAccount(money.Treasury)))
	require.EqualError(t, check(authtypes.NewEmptyModuleAccount("thermostat", "burner")),
		`genesis of auth: the module account thermostat lacks the permission "minter"; remove it, the chain makes it`)
	require.NoError(t, check(authtypes.NewEmptyModuleAccount("thermostat", "burner", "minter")), "an older file may allow more")
	require.NoError(t, check(authtypes.NewBaseAccountWithAddress([]byte("somebody____________"))))
}
