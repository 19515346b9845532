package app

import (
	"context"
	"fmt"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
)

// Upgrade is one planned change of the binary.
type Upgrade struct {
	// Name is the plan's name on chain.
	Name string
	// Stores are added and removed at the upgrade's height.
	Stores storetypes.StoreUpgrades
	// Handler migrates the state.
	Handler upgradetypes.UpgradeHandler
}

func (app *App) setUpgrades() error {
	info, err := app.Upgrade.ReadUpgradeInfoFromDisk()
	if err != nil {
		return fmt.Errorf("read upgrade plan: %w", err)
	}
	for _, u := range app.upgrades() {
		app.Upgrade.SetUpgradeHandler(u.Name, app.knowing(u.Handler))
		if info.Name == u.Name && !app.Upgrade.IsSkipHeight(info.Height) {
			app.SetStoreLoader(upgradetypes.UpgradeStoreLoader(info.Height, &u.Stores))
		}
	}
	return nil
}

// knowing lets the change log know what an upgrade has made of the parameters, so that no later proposal is said to have
// done it.
func (app *App) knowing(handler upgradetypes.UpgradeHandler) upgradetypes.UpgradeHandler {
	return func(ctx context.Context, plan upgradetypes.Plan, from module.VersionMap) (module.VersionMap, error) {
		to, err := handler(ctx, plan, from)
		if err != nil {
			return nil, err
		}
		return to, app.knowParams(sdk.UnwrapSDKContext(ctx))
	}
}
