package policy

import (
	"context"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/grpc"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	identity "github.com/agijobs/agijobs/x/identity/types"
	jobs "github.com/agijobs/agijobs/x/jobs/types"
	operators "github.com/agijobs/agijobs/x/operators/types"
	reputation "github.com/agijobs/agijobs/x/reputation/types"
	sovereign "github.com/agijobs/agijobs/x/sovereign/types"
	thermostat "github.com/agijobs/agijobs/x/thermostat/types"
	validation "github.com/agijobs/agijobs/x/validation/types"
)

type conn = grpc.ClientConnInterface

// ownParams are the parameters of the chain's own modules.
func ownParams() []kind {
	return []kind{
		paramsKind("sovereign", func(ctx context.Context, c conn) (sovereign.Params, error) {
			r, err := sovereign.NewQueryClient(c).Params(ctx, &sovereign.QueryParamsRequest{})
			return get(r, err, func() sovereign.Params { return r.Params })
		}, func(u *sovereign.MsgUpdateParams, authority string, p sovereign.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *sovereign.MsgUpdateParams) sovereign.Params { return u.Params }),
		paramsKind("identity", func(ctx context.Context, c conn) (identity.Params, error) {
			r, err := identity.NewQueryClient(c).Params(ctx, &identity.QueryParamsRequest{})
			return get(r, err, func() identity.Params { return r.Params })
		}, func(u *identity.MsgUpdateParams, authority string, p identity.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *identity.MsgUpdateParams) identity.Params { return u.Params }),
		paramsKind("jobs", func(ctx context.Context, c conn) (jobs.Params, error) {
			r, err := jobs.NewQueryClient(c).Params(ctx, &jobs.QueryParamsRequest{})
			return get(r, err, func() jobs.Params { return r.Params })
		}, func(u *jobs.MsgUpdateParams, authority string, p jobs.Params) { u.Authority, u.Params = authority, p },
			func(u *jobs.MsgUpdateParams) jobs.Params { return u.Params }),
		paramsKind("validation", func(ctx context.Context, c conn) (validation.Params, error) {
			r, err := validation.NewQueryClient(c).Params(ctx, &validation.QueryParamsRequest{})
			return get(r, err, func() validation.Params { return r.Params })
		}, func(u *validation.MsgUpdateParams, authority string, p validation.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *validation.MsgUpdateParams) validation.Params { return u.Params }),
		paramsKind("reputation", func(ctx context.Context, c conn) (reputation.Params, error) {
			r, err := reputation.NewQueryClient(c).Params(ctx, &reputation.QueryParamsRequest{})
			return get(r, err, func() reputation.Params { return r.Params })
		}, func(u *reputation.MsgUpdateParams, authority string, p reputation.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *reputation.MsgUpdateParams) reputation.Params { return u.Params }),
		paramsKind("thermostat", func(ctx context.Context, c conn) (thermostat.Params, error) {
			r, err := thermostat.NewQueryClient(c).Params(ctx, &thermostat.QueryParamsRequest{})
			return get(r, err, func() thermostat.Params { return r.Params })
		}, func(u *thermostat.MsgUpdateParams, authority string, p thermostat.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *thermostat.MsgUpdateParams) thermostat.Params { return u.Params }),
		paramsKind("operators", func(ctx context.Context, c conn) (operators.Params, error) {
			r, err := operators.NewQueryClient(c).Params(ctx, &operators.QueryParamsRequest{})
			return get(r, err, func() operators.Params { return r.Params })
		}, func(u *operators.MsgUpdateParams, authority string, p operators.Params) {
			u.Authority, u.Params = authority, p
		},
			func(u *operators.MsgUpdateParams) operators.Params { return u.Params }),
	}
}

// get takes the content of an answer, if there is one.
func get[R, P any](_ R, err error, content func() P) (P, error) {
	if err != nil {
		var none P
		return none, err
	}
	return content(), nil
}

func councilKind() kind {
	return kind{
		group: groupCouncil, rows: groupCouncil,
		blank: func(string) gogoproto.Message { return &sovereign.Council{} },
		read: single("", func(ctx context.Context, c conn) (*sovereign.Council, error) {
			r, err := sovereign.NewQueryClient(c).Council(ctx, &sovereign.QueryCouncilRequest{})
			return get(r, err, func() *sovereign.Council { return &r.Council })
		}),
		update: func(authority string, m gogoproto.Message) sdk.Msg {
			return &sovereign.MsgUpdateCouncil{Authority: authority, Council: *m.(*sovereign.Council)}
		},
		content: func(msg sdk.Msg) (string, gogoproto.Message, bool) {
			u, ok := msg.(*sovereign.MsgUpdateCouncil)
			if !ok {
				return "", nil, false
			}
			return "", &u.Council, true
		},
	}
}

func guardiansKind() kind {
	return kind{
		group: groupGuardians, rows: groupGuardians, root: "guardians",
		blank: func(string) gogoproto.Message { return &sovereign.MsgUpdateGuardians{} },
		read: single("", func(ctx context.Context, c conn) (*sovereign.MsgUpdateGuardians, error) {
			r, err := sovereign.NewQueryClient(c).Guardians(ctx, &sovereign.QueryGuardiansRequest{})
			return get(r, err, func() *sovereign.MsgUpdateGuardians { return &sovereign.MsgUpdateGuardians{Guardians: r.Guardians} })
		}),
		update: func(authority string, m gogoproto.Message) sdk.Msg {
			return &sovereign.MsgUpdateGuardians{Authority: authority, Guardians: m.(*sovereign.MsgUpdateGuardians).Guardians}
		},
		content: func(msg sdk.Msg) (string, gogoproto.Message, bool) {
			u, ok := msg.(*sovereign.MsgUpdateGuardians)
			return "", u, ok
		},
	}
}

// pageSize of the lists: a nation has dozens of pools and categories.
const pageSize = 200

func pages[T any](list func(page *query.PageRequest) ([]T, *query.PageResponse, error), of func(T) entry) ([]entry, error) {
	var out []entry
	page := &query.PageRequest{Limit: pageSize}
	for {
		items, next, err := list(page)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			out = append(out, of(item))
		}
		if next == nil || len(next.NextKey) == 0 {
			return out, nil
		}
		page = &query.PageRequest{Key: next.NextKey, Limit: pageSize}
	}
}

func poolKind() kind {
	return kind{
		group: groupPools, rows: groupPools, named: true,
		blank: func(name string) gogoproto.Message { return &validation.Pool{Id: name} },
		read: func(ctx context.Context, c conn) ([]entry, error) {
			return pages(func(page *query.PageRequest) ([]validation.Pool, *query.PageResponse, error) {
				r, err := validation.NewQueryClient(c).Pools(ctx, &validation.QueryPoolsRequest{Pagination: page})
				return r.GetPools(), r.GetPagination(), err
			}, func(p validation.Pool) entry { return entry{name: p.Id, value: &p} })
		},
		update: func(authority string, m gogoproto.Message) sdk.Msg {
			return &validation.MsgSetPool{Authority: authority, Pool: *m.(*validation.Pool)}
		},
		content: func(msg sdk.Msg) (string, gogoproto.Message, bool) {
			u, ok := msg.(*validation.MsgSetPool)
			if !ok {
				return "", nil, false
			}
			return u.Pool.Id, &u.Pool, true
		},
	}
}

func categoryKind() kind {
	return kind{
		group: groupCategories, rows: groupCategories, named: true,
		blank: func(name string) gogoproto.Message { return &jobs.Category{Slug: name} },
		read: func(ctx context.Context, c conn) ([]entry, error) {
			return pages(func(page *query.PageRequest) ([]jobs.Category, *query.PageResponse, error) {
				r, err := jobs.NewQueryClient(c).Categories(ctx, &jobs.QueryCategoriesRequest{Pagination: page})
				return r.GetCategories(), r.GetPagination(), err
			}, func(v jobs.Category) entry { return entry{name: v.Slug, value: &v} })
		},
		update: func(authority string, m gogoproto.Message) sdk.Msg {
			return &jobs.MsgSetCategory{Authority: authority, Category: *m.(*jobs.Category)}
		},
		content: func(msg sdk.Msg) (string, gogoproto.Message, bool) {
			u, ok := msg.(*jobs.MsgSetCategory)
			if !ok {
				return "", nil, false
			}
			return u.Category.Slug, &u.Category, true
		},
	}
}

func loopKind() kind {
	return kind{
		group: groupLoops, rows: groupLoops, named: true,
		blank: func(name string) gogoproto.Message { return &thermostat.Loop{Id: name} },
		read: func(ctx context.Context, c conn) ([]entry, error) {
			return pages(func(page *query.PageRequest) ([]thermostat.Loop, *query.PageResponse, error) {
				r, err := thermostat.NewQueryClient(c).Loops(ctx, &thermostat.QueryLoopsRequest{Pagination: page})
				return r.GetLoops(), r.GetPagination(), err
			}, func(l thermostat.Loop) entry { return entry{name: l.Id, value: &l} })
		},
		update: func(authority string, m gogoproto.Message) sdk.Msg {
			return &thermostat.MsgSetLoop{Authority: authority, Loop: *m.(*thermostat.Loop)}
		},
		content: func(msg sdk.Msg) (string, gogoproto.Message, bool) {
			u, ok := msg.(*thermostat.MsgSetLoop)
			if !ok {
				return "", nil, false
			}
			return u.Loop.Id, &u.Loop, true
		},
	}
}
