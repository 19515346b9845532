package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/operators/types"
)

// maxPage bounds a page of a list.
const maxPage = 100

type queryServer struct{ k *Keeper }

// NewQueryServer returns the queries of x/operators.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Params implements types.QueryServer.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.k.params.Get(ctx)
	return &types.QueryParamsResponse{Params: params}, err
}

// Operators implements types.QueryServer.
func (q queryServer) Operators(ctx context.Context, req *types.QueryOperatorsRequest) (*types.QueryOperatorsResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.operators, bounded(req.Pagination),
		func(addr sdk.AccAddress, o types.Operator) (types.OperatorInfo, error) { return q.k.info(ctx, addr, o) })
	if err != nil {
		return nil, err
	}
	set, err := q.k.powers(ctx)
	if err != nil {
		return nil, err
	}
	res := &types.QueryOperatorsResponse{Operators: list, Active: uint32(types.Active(set)), Pagination: page}
	for _, p := range set {
		res.TotalPower += p.Last
	}
	return res, nil
}

// Removals implements types.QueryServer.
func (q queryServer) Removals(ctx context.Context, req *types.QueryRemovalsRequest) (*types.QueryRemovalsResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.removals, bounded(req.Pagination),
		func(_ sdk.AccAddress, r types.Removal) (types.Removal, error) { return r, nil })
	return &types.QueryRemovalsResponse{Removals: list, Pagination: page}, err
}

// info joins what x/bank, x/staking and x/identity know of an operator.
func (k *Keeper) info(ctx context.Context, addr sdk.AccAddress, o types.Operator) (types.OperatorInfo, error) {
	val := sdk.ValAddress(addr)
	out := types.OperatorInfo{
		Operator: o, ValidatorAddress: val.String(), BondedSeats: math.ZeroInt(), UnbondingSeats: math.ZeroInt(),
		FreeSeats: k.bank.GetBalance(ctx, addr, types.SeatDenom).Amount,
	}
	var err error
	if out.Power, err = k.staking.GetLastValidatorPower(ctx, val); err != nil {
		return out, err
	}
	if out.Removed, err = k.removals.Has(ctx, addr); err != nil {
		return out, err
	}
	p, err := k.identity.Participant(ctx, addr)
	if err != nil && !errors.Is(err, identitytypes.ErrUnknownParticipant) {
		return out, err
	}
	out.HasRole = p.Has(identitytypes.ROLE_NODE_OPERATOR)

	validator, err := k.staking.GetValidator(ctx, val)
	if err != nil && !errors.Is(err, stakingtypes.ErrNoValidatorFound) {
		return out, err
	}
	if err == nil {
		out.Moniker, out.Jailed, out.BondedSeats = validator.Description.Moniker, validator.Jailed, validator.Tokens
	}
	ubd, err := k.staking.GetUnbondingDelegation(ctx, addr, val)
	if err != nil && !errors.Is(err, stakingtypes.ErrNoUnbondingDelegation) {
		return out, err
	}
	for _, entry := range ubd.Entries {
		out.UnbondingSeats = out.UnbondingSeats.Add(entry.Balance)
	}
	return out, nil
}

// bounded returns a page request whose limit is at most maxPage; next_key leads on.
func bounded(page *query.PageRequest) *query.PageRequest {
	if page == nil || page.Limit <= maxPage {
		return page
	}
	limited := *page
	limited.Limit = maxPage
	return &limited
}
