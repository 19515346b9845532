//go:build upgradetest

package app

import (
	"context"
	"encoding/json"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Rehearsal is the upgrade of a binary built with -tags upgradetest, which no chain but a rehearsal's must run: it adds a store and writes
// into it how many jobs it found in which status.
const (
	rehearsal      = "rehearsal"
	rehearsalStore = "rehearsal"
)

func init() { kvStores = append(kvStores, rehearsalStore) }

func (app *App) upgrades() []Upgrade {
	return []Upgrade{{
		Name:   rehearsal,
		Stores: storetypes.StoreUpgrades{Added: []string{rehearsalStore}},
		Handler: func(ctx context.Context, _ upgradetypes.Plan, from module.VersionMap) (module.VersionMap, error) {
			to, err := app.manager.RunMigrations(ctx, app.configurator, from)
			if err != nil {
				return nil, err
			}
			return to, app.countJobs(sdk.UnwrapSDKContext(ctx))
		},
	}}
}

// countJobs writes the number of jobs in each status, in the order of the statuses.
func (app *App) countJobs(ctx sdk.Context) error {
	counts := make([]int, len(jobstypes.JobStatus_name))
	err := app.Jobs.Jobs.Walk(ctx, nil, func(_ uint64, j jobstypes.Job) (bool, error) {
		counts[j.Status]++
		return false, nil
	})
	if err != nil {
		return err
	}
	bz, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	ctx.KVStore(app.keys.kv[rehearsalStore]).Set([]byte("jobs"), bz)
	return nil
}
