package app

import (
	"fmt"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
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

// upgrades lists the upgrades that this binary can carry out. A new chain has none.
func (app *App) upgrades() []Upgrade { return nil }

func (app *App) setUpgrades() error {
	info, err := app.Upgrade.ReadUpgradeInfoFromDisk()
	if err != nil {
		return fmt.Errorf("read upgrade plan: %w", err)
	}
	for _, u := range app.upgrades() {
		app.Upgrade.SetUpgradeHandler(u.Name, u.Handler)
		if info.Name == u.Name && !app.Upgrade.IsSkipHeight(info.Height) {
			app.SetStoreLoader(upgradetypes.UpgradeStoreLoader(info.Height, &u.Stores))
		}
	}
	return nil
}
