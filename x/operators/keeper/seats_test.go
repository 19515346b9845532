package keeper

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/operators/types"
)

func TestGrantRegistersAndIssues(t *testing.T) {
	f := setup(t)
	f.admit(actor(1))
	_, err := f.msgs.GrantSeats(f.ctx, &types.MsgGrantSeats{Authority: f.k.Authority(), Operator: actor(1).String(), Amount: power(2)})
	require.NoError(t, err)
	require.Equal(t, power(2), f.free(actor(1)))
	require.Equal(t, []*types.EventSeatsGranted{{Operator: actor(1).String(), Amount: power(2), Supply: power(2)}}, emitted[*types.EventSeatsGranted](f))
	since, err := f.k.operators.Get(f.ctx, actor(1))
	require.NoError(t, err)
	require.Equal(t, types.Operator{Address: actor(1).String(), Since: f.ctx.BlockTime()}, since)

	// More seats make no second registration.
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(time.Hour)).WithEventManager(sdk.NewEventManager())
	require.NoError(t, f.k.Grant(f.ctx, actor(1), math.OneInt()))
	again, err := f.k.operators.Get(f.ctx, actor(1))
	require.NoError(t, err)
	require.Equal(t, since, again)
	require.Equal(t, []*types.EventSeatsGranted{
		{Operator: actor(1).String(), Amount: math.OneInt(), Supply: power(2).AddRaw(1)},
	}, emitted[*types.EventSeatsGranted](f))
	f.healthy()
}

func TestGrantRefused(t *testing.T) {
	f := setup(t)
	f.admit(actor(1))
	f.admit(actor(2))
	f.admit(actor(3))
	suspended := f.people[actor(2).String()]
	suspended.Status = identitytypes.PARTICIPANT_STATUS_SUSPENDED
	f.people[actor(2).String()] = suspended
	other := f.people[actor(3).String()]
	other.Roles = []identitytypes.Role{identitytypes.ROLE_VALIDATOR}
	f.people[actor(3).String()] = other

	for name, tc := range map[string]struct {
		by     string
		to     sdk.AccAddress
		amount math.Int
		err    error
		text   string
	}{
		"by nobody":         {actor(1).String(), actor(1), power(1), types.ErrUnauthorized, actor(1).String()},
		"to nobody":         {f.k.Authority(), actor(9), power(1), identitytypes.ErrUnknownParticipant, ""},
		"to a suspended":    {f.k.Authority(), actor(2), power(1), identitytypes.ErrSuspended, ""},
		"without the role":  {f.k.Authority(), actor(3), power(1), identitytypes.ErrRoleMissing, ""},
		"no amount":         {f.k.Authority(), actor(1), math.ZeroInt(), types.ErrInvalidAmount, "must be positive"},
		"above all at once": {f.k.Authority(), actor(1), types.MaxSupply.AddRaw(1), types.ErrInvalidAmount, "at most 1000000000000000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.msgs.GrantSeats(f.ctx, &types.MsgGrantSeats{Authority: tc.by, Operator: tc.to.String(), Amount: tc.amount})
			require.ErrorIs(t, err, tc.err)
			require.ErrorContains(t, err, tc.text)
			require.True(t, f.supply().IsZero())
			has, err := f.k.operators.Has(f.ctx, tc.to)
			require.NoError(t, err)
			require.False(t, has)
		})
	}
}

// The limit is on all seats together, to the unit.
func TestGrantKeepsTheSupplyBounded(t *testing.T) {
	f := setup(t)
	f.admit(actor(1))
	f.admit(actor(2))
	require.NoError(t, f.k.Grant(f.ctx, actor(1), types.MaxSupply.SubRaw(1)))
	err := f.k.Grant(f.ctx, actor(2), math.NewInt(2))
	require.ErrorIs(t, err, types.ErrInvalidAmount)
	require.ErrorContains(t, err, "there would be 1000000000000001 seats; at most 1000000000000000")
	require.NoError(t, f.k.Grant(f.ctx, actor(2), math.OneInt()))
	require.Equal(t, types.MaxSupply, f.supply())
}

// Nobody is granted a seat whom x/staking could not take in; who is an operator already may have more.
func TestGrantNeedsRoom(t *testing.T) {
	f := setup(t)
	params, err := f.staking.GetParams(f.ctx)
	require.NoError(t, err)
	params.MaxValidators = 2
	require.NoError(t, f.staking.SetParams(f.ctx, params))
	f.join(2)
	f.admit(actor(3))
	err = f.k.Grant(f.ctx, actor(3), power(1))
	require.ErrorIs(t, err, types.ErrTooManyOperators)
	require.ErrorContains(t, err, "2: there are as many operators")
	require.NoError(t, f.k.Grant(f.ctx, actor(2), power(1)))
}

func TestRotationFeeIsIssued(t *testing.T) {
	f := setup(t)
	f.join(1)
	supply := f.supply()
	require.NoError(t, f.k.IssueRotationFee(f.ctx, actor(1)))
	require.Equal(t, math.NewInt(types.RotationFee), f.free(actor(1)))
	require.Equal(t, supply.AddRaw(types.RotationFee), f.supply())
	require.Equal(t, []*types.EventRotationFeeIssued{
		{Operator: actor(1).String(), Amount: math.NewInt(types.RotationFee)},
	}, emitted[*types.EventRotationFeeIssued](f))

	// A fee in another denomination is not this module's to issue.
	params, err := f.staking.GetParams(f.ctx)
	require.NoError(t, err)
	params.KeyRotationFee.Denom = "uagi"
	require.NoError(t, f.staking.SetParams(f.ctx, params))
	require.NoError(t, f.k.IssueRotationFee(f.ctx, actor(1)))
	require.Equal(t, supply.AddRaw(types.RotationFee), f.supply())
}

func TestSeatsMoveFromModulesOnly(t *testing.T) {
	f := setup(t)
	f.join(1)
	require.NoError(t, f.k.Grant(f.ctx, actor(1), power(1)))
	require.NoError(t, f.bank.MintCoins(f.ctx, types.ModuleName, sdk.NewCoins(sdk.NewInt64Coin("uagi", 5))))
	require.NoError(t, f.bank.SendCoinsFromModuleToAccount(f.ctx, types.ModuleName, actor(1), sdk.NewCoins(sdk.NewInt64Coin("uagi", 5))))
	seat := types.Seats(math.OneInt())
	err := f.bank.SendCoins(f.ctx, actor(1), actor(2), seat)
	require.ErrorIs(t, err, types.ErrSeatTransfer)
	require.ErrorContains(t, err, actor(1).String())
	require.ErrorIs(t, f.bank.SendCoins(f.ctx, actor(1), actor(2), seat.Add(sdk.NewInt64Coin("uagi", 1))), types.ErrSeatTransfer, "beside money")
	require.ErrorIs(t, f.bank.SendCoinsFromAccountToModule(f.ctx, actor(1), stakingtypes.BondedPoolName, seat), types.ErrSeatTransfer)
	require.NoError(t, f.bank.SendCoins(f.ctx, actor(1), actor(2), sdk.NewCoins(sdk.NewInt64Coin("uagi", 1))), "money may")
	require.NoError(t, f.bank.SendCoinsFromModuleToModule(f.ctx, stakingtypes.BondedPoolName, stakingtypes.NotBondedPoolName, seat))
	require.NoError(t, f.bank.SendCoinsFromAccountToModule(f.ctx, actor(1), types.ModuleName, seat), "into the fire")
	require.NoError(t, f.bank.SendCoinsFromAccountToModule(f.ctx, actor(1), stakingtypes.KeyRotationFeePoolName, seat), "a rotation's fee")
	multi := f.bank.InputOutputCoins(f.ctx, banktypes.NewInput(actor(1), seat), []banktypes.Output{banktypes.NewOutput(actor(2), seat)})
	require.ErrorIs(t, multi, types.ErrSeatTransfer)
}

func TestParams(t *testing.T) {
	f := setup(t)
	f.join(2)
	next := types.Params{MinOperators: 2, BurnsPerBlock: 7}
	_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: actor(1).String(), Params: next})
	require.ErrorIs(t, err, types.ErrUnauthorized)
	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: f.k.Authority(), Params: types.Params{MinOperators: 0, BurnsPerBlock: 1}})
	require.ErrorIs(t, err, types.ErrInvalidParams)
	require.ErrorIs(t, f.k.SetParams(f.ctx, types.Params{MinOperators: 1}), types.ErrInvalidParams)
	err = f.k.SetParams(f.ctx, types.Params{MinOperators: 3, BurnsPerBlock: 1})
	require.ErrorIs(t, err, types.ErrInvalidParams)
	require.ErrorContains(t, err, "min_operators is 3; there are 2 operators with power")
	got, err := f.k.Params(f.ctx)
	require.NoError(t, err)
	require.Equal(t, types.DefaultParams(), got)

	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: f.k.Authority(), Params: next})
	require.NoError(t, err)
	require.Equal(t, []*types.EventParamsUpdated{{Params: next}}, emitted[*types.EventParamsUpdated](f))
	res, err := f.query.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, next, res.Params)
}

// What the guards ask: who may start, who may keep a node running, who may leave.
func TestStandingOfOperators(t *testing.T) {
	f := setup(t)
	f.join(4)
	stand := func(n byte, status identitytypes.ParticipantStatus, roles ...identitytypes.Role) {
		p := f.people[actor(n).String()]
		p.Status, p.Roles = status, roles
		f.people[actor(n).String()] = p
	}
	stand(2, identitytypes.PARTICIPANT_STATUS_SUSPENDED, identitytypes.ROLE_NODE_OPERATOR)
	stand(3, identitytypes.PARTICIPANT_STATUS_REVOKED, identitytypes.ROLE_NODE_OPERATOR)
	stand(4, identitytypes.PARTICIPANT_STATUS_ACTIVE, identitytypes.ROLE_VALIDATOR)
	for n, want := range map[byte]struct{ start, serve, leave error }{
		1: {},
		2: {start: identitytypes.ErrSuspended},
		3: {identitytypes.ErrSuspended, types.ErrNotOperator, nil},
		4: {identitytypes.ErrRoleMissing, types.ErrNotOperator, types.ErrNotOperator},
		9: {identitytypes.ErrUnknownParticipant, types.ErrNotOperator, types.ErrNotOperator},
	} {
		require.ErrorIs(t, f.k.MayStart(f.ctx, actor(n)), want.start, "start %d", n)
		require.ErrorIs(t, f.k.MayServe(f.ctx, actor(n)), want.serve, "serve %d", n)
		require.ErrorIs(t, f.k.MayLeave(f.ctx, actor(n)), want.leave, "leave %d", n)
	}
	require.NoError(t, f.remove(actor(1)))
	for name, ask := range map[string]func(sdk.Context) error{
		"start": func(ctx sdk.Context) error { return f.k.MayStart(ctx, actor(1)) },
		"serve": func(ctx sdk.Context) error { return f.k.MayServe(ctx, actor(1)) },
		"leave": func(ctx sdk.Context) error { return f.k.MayLeave(ctx, actor(1)) },
	} {
		require.ErrorIs(t, ask(f.ctx), types.ErrRemoved, name)
	}
}
