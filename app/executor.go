package app

import (
	"fmt"

	"github.com/cosmos/cosmos-sdk/baseapp/blockexec"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// setExecutor installs the block executor that app.toml names (sequential by default). The parallel one silently sends
// the writes of a store that it was not given to another store, so the list must be complete, and we refuse to start
// when it is not.
func (app *App) setExecutor(opts servertypes.AppOptions) {
	stores := app.keys.all()
	if err := checkMounted(stores, app.CommitMultiStore()); err != nil {
		panic(err)
	}
	blockexec.Apply(app.BaseApp, opts, stores, app.txConfig.TxDecoder(), app.feeDenom)
}

// checkMounted compares a list of stores with what the multistore has mounted.
func checkMounted(stores []storetypes.StoreKey, ms storetypes.CommitMultiStore) error {
	mounted := ms.(interface {
		StoreKeysByName() map[string]storetypes.StoreKey
	}).StoreKeysByName()
	if len(mounted) != len(stores) {
		return fmt.Errorf("executor knows %d stores, %d are mounted", len(stores), len(mounted))
	}
	for _, key := range stores {
		if mounted[key.Name()] != key {
			return fmt.Errorf("store %q is not mounted", key.Name())
		}
	}
	return nil
}

// feeDenom names the denomination that fees are paid in, for the executor's estimate of what a transaction writes.
func (app *App) feeDenom(ms storetypes.MultiStore) string {
	ctx := sdk.NewContext(ms, app.lastHeader(), false, app.Logger())
	denom, err := app.Sovereign.Denom(ctx)
	if err != nil {
		return ""
	}
	return denom
}
