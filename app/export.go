package app

import (
	"encoding/json"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	"github.com/cosmos/cosmos-sdk/x/staking"
)

// ExportAppStateAndValidators writes the state of the last committed block as a genesis that a new chain can start from.
// The chain goes on from there: heights, deadlines and scores keep their values, so nothing is "zeroed".
func (app *App) ExportAppStateAndValidators(_ bool, _, modules []string) (servertypes.ExportedApp, error) {
	ctx := app.ReadContext()
	state, err := app.manager.ExportGenesisForModules(ctx, app.cdc, modules)
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	bz, err := json.MarshalIndent(state, "", "  ")
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	validators, err := staking.WriteValidators(ctx, app.Staking)
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	return servertypes.ExportedApp{
		AppState:        bz,
		Validators:      validators,
		Height:          app.LastBlockHeight() + 1,
		ConsensusParams: app.GetConsensusParams(ctx),
	}, nil
}
