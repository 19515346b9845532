package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

type queryServer struct{ k *Keeper }

// NewQueryServer returns the query server.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Params returns the current parameters.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.k.params.Get(ctx)
	return &types.QueryParamsResponse{Params: params}, err
}

// Clock returns market time, block time and what lies between them.
func (q queryServer) Clock(ctx context.Context, _ *types.QueryClockRequest) (*types.QueryClockResponse, error) {
	c, err := q.k.clock.Get(ctx)
	return &types.QueryClockResponse{NowMs: c.NowMs, BlockTimeMs: c.BlockTimeMs, BehindMs: c.BlockTimeMs - c.NowMs}, err
}

// Currency returns the chain's money.
func (q queryServer) Currency(ctx context.Context, _ *types.QueryCurrencyRequest) (*types.QueryCurrencyResponse, error) {
	currency, err := q.k.currency.Get(ctx)
	return &types.QueryCurrencyResponse{Currency: currency}, err
}

// Supply returns the supply of the base denomination and how it came about.
func (q queryServer) Supply(ctx context.Context, _ *types.QuerySupplyRequest) (*types.QuerySupplyResponse, error) {
	denom, err := q.k.Denom(ctx)
	if err != nil {
		return nil, err
	}
	genesis, err := q.k.genesisSupply.Get(ctx)
	if err != nil {
		return nil, err
	}
	records, err := q.k.Records(ctx)
	if err != nil {
		return nil, err
	}
	supply, err := q.k.supply(ctx)
	if err != nil {
		return nil, err
	}
	minted, burned := types.Totals(records)
	return &types.QuerySupplyResponse{
		Denom: denom, Genesis: genesis, Minted: minted, Burned: burned, Supply: supply, Records: records,
	}, nil
}
