package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Guardians returns the guardians, what is left of their budget, and what counts against it.
func (q queryServer) Guardians(ctx context.Context, _ *types.QueryGuardiansRequest) (*types.QueryGuardiansResponse, error) {
	guardians, err := q.k.Guardians(ctx)
	if err != nil {
		return nil, err
	}
	left, err := q.k.BudgetLeft(ctx)
	if err != nil {
		return nil, err
	}
	spent, err := q.k.Spent(ctx)
	if err != nil {
		return nil, err
	}
	calls, err := valuesOf(ctx, q.k.brake.calls)
	return &types.QueryGuardiansResponse{Guardians: guardians, BudgetLeftMs: left, Pauses: spent, Calls: calls}, err
}

// Brake says what is paused now, and why.
func (q queryServer) Brake(ctx context.Context, _ *types.QueryBrakeRequest) (*types.QueryBrakeResponse, error) {
	pauses, err := q.k.Pauses(ctx)
	if err != nil {
		return nil, err
	}
	single, err := q.k.PausedTypes(ctx)
	if err != nil {
		return nil, err
	}
	stopped, err := q.k.Paused(ctx)
	return &types.QueryBrakeResponse{Pauses: pauses, PausedTypes: single, ClockStopped: stopped}, err
}
