package keeper

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// --- fold.go: EndBlocker and the fold of an epoch.

// EndBlocker folds what the epoch that has ended has collected.
func (k *Keeper) EndBlocker(ctx sdk.Context) error { return nil }

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
