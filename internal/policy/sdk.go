package policy

import (
	"context"

	auth "github.com/cosmos/cosmos-sdk/x/auth/types"
	bank "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensus "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distribution "github.com/cosmos/cosmos-sdk/x/distribution/types"
	gov "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	slashing "github.com/cosmos/cosmos-sdk/x/slashing/types"
	staking "github.com/cosmos/cosmos-sdk/x/staking/types"
)

// sdkParams are the parameters of the SDK's modules. x/consensus has no message of its own for them: its update stands for it.
func sdkParams() []kind {
	return []kind{
		paramsKind("auth", func(ctx context.Context, c conn) (auth.Params, error) {
			r, err := auth.NewQueryClient(c).Params(ctx, &auth.QueryParamsRequest{})
			return get(r, err, func() auth.Params { return r.Params })
		}, func(u *auth.MsgUpdateParams, authority string, p auth.Params) { u.Authority, u.Params = authority, p },
			func(u *auth.MsgUpdateParams) auth.Params { return u.Params }),
		paramsKind("bank", func(ctx context.Context, c conn) (bank.Params, error) {
			r, err := bank.NewQueryClient(c).Params(ctx, &bank.QueryParamsRequest{})
			return get(r, err, func() bank.Params { return r.Params })
		}, func(u *bank.MsgUpdateParams, authority string, p bank.Params) { u.Authority, u.Params = authority, p },
			func(u *bank.MsgUpdateParams) bank.Params { return u.Params }),
		paramsKind("consensus", func(ctx context.Context, c conn) (consensus.MsgUpdateParams, error) {
			r, err := consensus.NewQueryClient(c).Params(ctx, &consensus.QueryParamsRequest{})
			return get(r, err, func() consensus.MsgUpdateParams {
				p := r.Params
				return consensus.MsgUpdateParams{Block: p.Block, Evidence: p.Evidence, Validator: p.Validator, Abci: p.Abci, Auth: p.Authority}
			})
		}, func(u *consensus.MsgUpdateParams, authority string, p consensus.MsgUpdateParams) {
			*u, u.Authority = p, authority
		},
			func(u *consensus.MsgUpdateParams) consensus.MsgUpdateParams { return *u }),
		paramsKind("distribution", func(ctx context.Context, c conn) (distribution.Params, error) {
			r, err := distribution.NewQueryClient(c).Params(ctx, &distribution.QueryParamsRequest{})
			return get(r, err, func() distribution.Params { return r.Params })
		}, func(u *distribution.MsgUpdateParams, authority string, p distribution.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *distribution.MsgUpdateParams) distribution.Params { return u.Params }),
		paramsKind("gov", func(ctx context.Context, c conn) (gov.Params, error) {
			r, err := gov.NewQueryClient(c).Params(ctx, &gov.QueryParamsRequest{})
			return get(r, err, func() gov.Params { return *r.Params })
		}, func(u *gov.MsgUpdateParams, authority string, p gov.Params) { u.Authority, u.Params = authority, p },
			func(u *gov.MsgUpdateParams) gov.Params { return u.Params }),
		paramsKind("slashing", func(ctx context.Context, c conn) (slashing.Params, error) {
			r, err := slashing.NewQueryClient(c).Params(ctx, &slashing.QueryParamsRequest{})
			return get(r, err, func() slashing.Params { return r.Params })
		}, func(u *slashing.MsgUpdateParams, authority string, p slashing.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *slashing.MsgUpdateParams) slashing.Params { return u.Params }),
		paramsKind("staking", func(ctx context.Context, c conn) (staking.Params, error) {
			r, err := staking.NewQueryClient(c).Params(ctx, &staking.QueryParamsRequest{})
			return get(r, err, func() staking.Params { return r.Params })
		}, func(u *staking.MsgUpdateParams, authority string, p staking.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *staking.MsgUpdateParams) staking.Params { return u.Params }),
	}
}
