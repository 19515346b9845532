package keeper

import (
	"context"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// IncentivePool implements types.QueryServer.
func (s queryServer) IncentivePool(ctx context.Context, req *types.QueryIncentivePoolRequest) (*types.QueryIncentivePoolResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	pool, err := s.k.incentivePool(ctx)
	return answer(&pool, err)
}

// incentivePool reads every job that has not ended, as BalanceSheet does: for queries only.
func (k *Keeper) incentivePool(ctx context.Context) (types.QueryIncentivePoolResponse, error) {
	var r types.QueryIncentivePoolResponse
	sheet, err := k.BalanceSheet(ctx)
	if err != nil {
		return r, err
	}
	r.Denom, r.Held = sheet.Denom, sheet.Incentives
	if r.Pool, err = k.purse.IncentivesBalance(ctx); err != nil {
		return r, err
	}
	_, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return r, err
	}
	if r.Epoch, err = k.incentiveEpoch(ctx, params); err != nil {
		return r, err
	}
	r.Left = math.MaxInt(params.IncentiveEpochCap.Sub(r.Epoch.Reserved), math.ZeroInt())
	r.OrganisationCap = params.OrganisationCap(r.Epoch)
	r.EpochEndsMs = (r.Epoch.Number + 1) * params.IncentiveEpoch.Milliseconds()
	return r, nil
}
