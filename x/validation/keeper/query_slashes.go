package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// CouncilSlashes implements Query. Slashes that count no more may wait to be forgotten; they are left out.
func (s queryServer) CouncilSlashes(
	ctx context.Context, req *types.QueryCouncilSlashesRequest,
) (*types.QueryCouncilSlashesResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	if _, err := s.k.validator(sdkCtx, addr); err != nil {
		return nil, err
	}
	list, err := s.k.councilSlashesOf(sdkCtx, addr)
	if err != nil {
		return nil, err
	}
	now := sdkCtx.BlockTime()
	used := types.SlashedWithin(list, now)
	res := &types.QueryCouncilSlashesResponse{UsedBps: used, LeftBps: types.MaxCouncilSlashBps - min(used, types.MaxCouncilSlashBps)}
	for _, slash := range list {
		if slash.Counts(now) {
			res.Slashes = append(res.Slashes, slash)
		}
	}
	if len(res.Slashes) > 0 {
		next := res.Slashes[0].At.Add(types.CouncilSlashWindow)
		res.NextAt = &next
	}
	return res, nil
}
