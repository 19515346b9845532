package app

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// rules are what the owner may change of a module: its parameters and whatever else proposals alone set. A map is an
// object by key in the change log, a message an object by field.
type rules map[string]any

// paramsSource reads the rules of one module for the change log.
type paramsSource struct {
	cdc    codec.JSONCodec
	module string
	read   func(ctx context.Context) (rules, error)
}

var _ sovereigntypes.ParamsSource = paramsSource{}

// Module implements sovereigntypes.ParamsSource.
func (s paramsSource) Module() string { return s.module }

// Params implements sovereigntypes.ParamsSource.
func (s paramsSource) Params(ctx context.Context) (json.RawMessage, error) {
	read, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return s.marshal(read)
}

// marshal writes messages as the queries show them. The order of the keys is settled by x/sovereign.
func (s paramsSource) marshal(value any) (json.RawMessage, error) {
	switch v := value.(type) {
	case proto.Message:
		return s.cdc.MarshalJSON(v)
	case rules:
		out := make(map[string]json.RawMessage, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			bz, err := s.marshal(v[key])
			if err != nil {
				return nil, err
			}
			out[key] = bz
		}
		return json.Marshal(out)
	default:
		return json.Marshal(v)
	}
}

// paramsSources lists the rules of every module that has any, in the order in which the change log shows them.
func (k *Keepers) paramsSources(cdc codec.JSONCodec) []sovereigntypes.ParamsSource {
	params := func(module string, read func(ctx context.Context) (proto.Message, error)) sovereigntypes.ParamsSource {
		return paramsSource{cdc, module, func(ctx context.Context) (rules, error) {
			p, err := read(ctx)
			return rules{"params": p}, err
		}}
	}
	return []sovereigntypes.ParamsSource{
		params(authtypes.ModuleName, func(ctx context.Context) (proto.Message, error) { return got(k.Account.Params.Get(ctx)) }),
		paramsSource{cdc, banktypes.ModuleName, k.bankRules},
		params(consensustypes.ModuleName, func(ctx context.Context) (proto.Message, error) {
			return got(k.Consensus.ParamsStore.Get(ctx))
		}),
		params(distrtypes.ModuleName, func(ctx context.Context) (proto.Message, error) { return got(k.Distribution.Params.Get(ctx)) }),
		params(govtypes.ModuleName, func(ctx context.Context) (proto.Message, error) { return got(k.Gov.Params.Get(ctx)) }),
		params(slashingtypes.ModuleName, func(ctx context.Context) (proto.Message, error) { return got(k.Slashing.GetParams(ctx)) }),
		params(stakingtypes.ModuleName, func(ctx context.Context) (proto.Message, error) { return got(k.Staking.GetParams(ctx)) }),
		paramsSource{cdc, sovereigntypes.ModuleName, k.sovereignRules},
		params(identitytypes.ModuleName, func(ctx context.Context) (proto.Message, error) { return got(k.Identity.Params(ctx)) }),
		params(operatorstypes.ModuleName, func(ctx context.Context) (proto.Message, error) { return got(k.Operators.Params(ctx)) }),
		paramsSource{cdc, jobstypes.ModuleName, k.jobsRules},
		paramsSource{cdc, validationtypes.ModuleName, k.validationRules},
		params(reputationtypes.ModuleName, func(ctx context.Context) (proto.Message, error) { return got(k.Reputation.Params.Get(ctx)) }),
		paramsSource{cdc, thermostattypes.ModuleName, k.thermostatRules},
	}
}

// got makes a getter's value a message.
func got[T any, P interface {
	*T
	proto.Message
}](value T, err error,
) (proto.Message, error) {
	return P(&value), err
}

func (k *Keepers) bankRules(ctx context.Context) (rules, error) {
	enabled := rules{}
	for _, e := range k.Bank.GetAllSendEnabledEntries(ctx) {
		enabled[e.Denom] = e.Enabled
	}
	p := k.Bank.GetParams(ctx)
	return rules{"params": &p, "send_enabled": enabled}, nil
}

// sovereignRules leaves out who has accepted a seat: that is the member's act and no decision.
func (k *Keepers) sovereignRules(ctx context.Context) (rules, error) {
	p, err := k.Sovereign.Params(ctx)
	if err != nil {
		return nil, err
	}
	council, err := k.Sovereign.Council(ctx)
	if err != nil {
		return nil, err
	}
	members := rules{}
	for _, m := range council.Members {
		members[m.Address] = rules{"title": m.Title, "weight": m.Weight}
	}
	list, err := k.Sovereign.Guardians(ctx)
	if err != nil {
		return nil, err
	}
	guardians := rules{}
	for _, g := range list {
		guardians[g.Address] = rules{"title": g.Title}
	}
	return rules{
		"params": &p, "council": rules{"threshold": council.Threshold, "members": members}, "guardians": guardians,
	}, nil
}

// jobsRules are the version and the revisions in force.
func (k *Keepers) jobsRules(ctx context.Context) (rules, error) {
	_, p, err := k.Jobs.ParamsInForce(ctx)
	if err != nil {
		return nil, err
	}
	categories := rules{}
	err = k.Jobs.CurrentRevision.Walk(ctx, nil, func(slug string, revision uint64) (bool, error) {
		category, err := k.Jobs.CategoryOf(ctx, slug, revision)
		categories[slug] = &category
		return false, err
	})
	return rules{"params": &p, "categories": categories}, err
}

func (k *Keepers) validationRules(ctx context.Context) (rules, error) {
	p, err := k.Validation.CurrentParams(ctx)
	if err != nil {
		return nil, err
	}
	pools := rules{}
	err = k.Validation.Pools.Walk(ctx, nil, func(id string, pool validationtypes.Pool) (bool, error) {
		pools[id] = &pool
		return false, nil
	})
	return rules{"params": &p, "pools": pools}, err
}

// thermostatRules leave out where the loops stand: they move by themselves, and what the owner has set by hand for a time ends
// by itself (EventOverridden tells of it).
func (k *Keepers) thermostatRules(ctx context.Context) (rules, error) {
	p, err := k.Thermostat.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	loops := rules{}
	err = k.Thermostat.Loops.Walk(ctx, nil, func(id string, loop thermostattypes.Loop) (bool, error) {
		loops[id] = &loop
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	fold, err := k.Thermostat.Fold.Get(ctx)
	return rules{"params": &p, "loops": loops, "frozen": fold.Frozen}, err
}

// knowParams has the change log compare the parameters with the last known ones where no proposal changed them: after
// genesis, which a nation may have edited, and after an upgrade.
func (app *App) knowParams(ctx sdk.Context) error { return app.Sovereign.RecordChanges(ctx, 0, nil) }
