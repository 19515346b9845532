package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// --- sensors.go: count what x/jobs tells.

var _ jobstypes.JobHooks = (*Keeper)(nil)

// HookName implements JobHooks.
func (*Keeper) HookName() string { return types.ModuleName }

// AfterJobPosted implements JobHooks.
func (k *Keeper) AfterJobPosted(ctx context.Context, job jobstypes.Job) error { return nil }

// AfterJobUnblocked implements JobHooks.
func (k *Keeper) AfterJobUnblocked(ctx context.Context, job jobstypes.Job) error { return nil }

// AfterJobAssigned implements JobHooks.
func (k *Keeper) AfterJobAssigned(ctx context.Context, job jobstypes.Job) error { return nil }

// AfterWorkSubmitted implements JobHooks.
func (k *Keeper) AfterWorkSubmitted(ctx context.Context, job jobstypes.Job) error { return nil }

// AfterVerdict implements JobHooks.
func (k *Keeper) AfterVerdict(ctx context.Context, job jobstypes.Job) error { return nil }

// AfterAssignmentEnded implements JobHooks.
func (k *Keeper) AfterAssignmentEnded(ctx context.Context, ended jobstypes.AssignmentEnded) error {
	return nil
}

// AfterJobSettled implements JobHooks.
func (k *Keeper) AfterJobSettled(ctx context.Context, settled jobstypes.Settled) error { return nil }

// --- fold.go: EndBlocker and the fold of an epoch.

// EndBlocker folds what the epoch that has ended has collected.
func (k *Keeper) EndBlocker(ctx sdk.Context) error { return nil }

// senseMarket and senseCategory measure; written by sensors, called by the fold. A reading of an earlier epoch is no data.
func (k *Keeper) senseMarket(ctx sdk.Context, params types.Params, fold types.Fold) error { return nil }

func (k *Keeper) senseCategory(ctx sdk.Context, params types.Params, fold types.Fold, category string) error {
	return nil
}

// --- invariants.go

// Invariants of the module.
func (k *Keeper) Invariants() []invariant.Invariant { return nil }

// --- query_server.go

type queryServer struct {
	*types.UnimplementedQueryServer
	k *Keeper
}

// NewQueryServer returns the server of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k: k} }
