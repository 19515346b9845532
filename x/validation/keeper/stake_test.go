package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

func TestBondAndUnbond(t *testing.T) {
	f := setup(t)
	f.fund(actor(0))
	require.NoError(t, f.bond(actor(0), 30*agi))
	require.NoError(t, f.bond(actor(0), 20*agi))
	require.Equal(t, 50*agi, f.validator(actor(0)).Stake.Int64())
	require.Error(t, f.bond(actor(0), 2*wealth), "more than it has")
	require.Equal(t, 50*agi, f.validator(actor(0)).Stake.Int64())

	require.ErrorIs(t, f.unbond(actor(1), 1), types.ErrUnknownValidator)
	require.ErrorIs(t, f.unbond(actor(0), 50*agi+1), types.ErrFreeStake)
	require.NoError(t, f.unbond(actor(0), 50*agi))
	f.end()
	started := f.startedUnbondings()
	require.Len(t, started, 1)
	require.Equal(t, uint64(1), started[0].Unbonding.Id)
	require.Equal(t, f.ctx.BlockTime().Add(types.DefaultParams().UnbondingPeriod), started[0].Unbonding.MaturesAt)
	has, err := f.k.HasStake(f.ctx, actor(0))
	require.NoError(t, err)
	require.True(t, has, "unbonding stake is stake")
	has, err = f.k.HasStake(f.ctx, actor(1))
	require.NoError(t, err)
	require.False(t, has)
}

func (f *fixture) startedUnbondings() []*types.EventUnbondingStarted {
	return emitted[*types.EventUnbondingStarted](f)
}

func TestOpenUnbondingsAreBounded(t *testing.T) {
	f := setup(t)
	f.fund(actor(0))
	require.NoError(t, f.bond(actor(0), 100*agi))
	for range types.MaxOpenUnbondings {
		require.NoError(t, f.unbond(actor(0), 1))
	}
	require.ErrorIs(t, f.unbond(actor(0), 1), types.ErrTooManyUnbondings)
	f.blocks(1)
	require.ErrorIs(t, f.unbond(actor(0), 1), types.ErrTooManyUnbondings)
}

func TestOnlyJudgesBond(t *testing.T) {
	f := setup(t)
	f.fund(actor(0))
	f.identity.authorize = func(_ sdk.AccAddress, role identitytypes.Role) error {
		return map[bool]error{true: errTest}[role == identitytypes.ROLE_VALIDATOR]
	}
	require.NoError(t, f.bond(actor(0), 20*agi), "a moderator may")
	require.ErrorIs(t, f.join(actor(0), types.GeneralPool), errTest, "but not join a pool of validators")
	f.identity.authorize = func(sdk.AccAddress, identitytypes.Role) error { return errTest }
	require.ErrorIs(t, f.bond(actor(0), 20*agi), errTest)
	// Exits need nobody's leave.
	require.NoError(t, f.unbond(actor(0), 20*agi))
	f.end()
}

func TestCouncilStandsForTheTreasury(t *testing.T) {
	f := setup(t)
	require.NoError(t, f.bank.add(f.ctx, money.TreasuryAddress(), math.NewInt(wealth)))
	require.NoError(t, f.bond(authtypes.NewModuleAddress(govtypes.ModuleName), 20*agi))
	require.Equal(t, 20*agi, f.validator(money.TreasuryAddress()).Stake.Int64())
	f.end()
}

func TestPools(t *testing.T) {
	f := setup(t)
	f.fund(actor(0))
	require.ErrorIs(t, f.join(actor(0), types.GeneralPool), types.ErrUnknownValidator)
	require.NoError(t, f.bond(actor(0), 10*agi-1))
	require.ErrorIs(t, f.join(actor(0), types.GeneralPool), types.ErrStake)
	require.NoError(t, f.bond(actor(0), 1))
	require.ErrorIs(t, f.join(actor(0), "nobody"), types.ErrUnknownPool)
	require.ErrorIs(t, f.leave(actor(0), types.GeneralPool), types.ErrNotMember)
	require.NoError(t, f.join(actor(0), types.GeneralPool))
	require.ErrorIs(t, f.join(actor(0), types.GeneralPool), types.ErrMember)

	set := func(signer string, change func(*types.Pool)) error {
		pool := types.DefaultPool()
		change(&pool)
		_, err := f.msgs.SetPool(f.ctx, &types.MsgSetPool{Authority: signer, Pool: pool})
		return err
	}
	require.ErrorIs(t, set(actor(0).String(), func(*types.Pool) {}), types.ErrAuthority)
	require.ErrorIs(t, set(authority(), func(p *types.Pool) { p.Role = identitytypes.ROLE_MODERATOR }), types.ErrPoolRole)
	require.ErrorIs(t, set(authority(), func(p *types.Pool) { p.Role = identitytypes.ROLE_AGENT }), types.ErrInvalidPool)
	require.NoError(t, set(authority(), func(p *types.Pool) { p.Id, p.Open = "closed", false }))
	require.ErrorIs(t, f.join(actor(0), "closed"), types.ErrPoolClosed)
	for n := range types.MaxPoolsPerValidator {
		id := "pool-" + string(rune('a'+n))
		require.NoError(t, set(authority(), func(p *types.Pool) { p.Id = id }))
		if n < types.MaxPoolsPerValidator-1 {
			require.NoError(t, f.join(actor(0), id))
			continue
		}
		require.ErrorIs(t, f.join(actor(0), id), types.ErrTooManyPools)
	}
	has, err := f.k.HasPool(f.ctx, "closed")
	require.NoError(t, err)
	require.True(t, has)
	f.blocks(types.DrawDelay + 1)
	response, err := f.query.Pools(f.ctx, &types.QueryPoolsRequest{})
	require.NoError(t, err)
	require.Len(t, response.Pools, types.MaxPoolsPerValidator+3) // with closed, general and moderators
}

func TestParamsAreTheAuthoritys(t *testing.T) {
	f := setup(t)
	_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: actor(0).String(), Params: types.DefaultParams()})
	require.ErrorIs(t, err, types.ErrAuthority)
	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority()})
	require.ErrorIs(t, err, types.ErrInvalidParams)
}

func TestQueries(t *testing.T) {
	f := busy(t)
	params, err := f.query.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, uint64(2), params.Version)
	params, err = f.query.Params(f.ctx, &types.QueryParamsRequest{Version: 1})
	require.NoError(t, err)
	require.Equal(t, uint32(16), params.Params.MaxActiveSeats)
	_, err = f.query.Params(f.ctx, &types.QueryParamsRequest{Version: 3})
	require.ErrorIs(t, err, types.ErrUnknownVersion)

	pool, err := f.query.Pool(f.ctx, &types.QueryPoolRequest{Id: types.GeneralPool})
	require.NoError(t, err)
	var sum uint64
	for _, leaf := range f.leaves() {
		sum += leaf.Weight
	}
	require.Equal(t, sum, pool.TotalWeight)

	list, err := f.query.Validators(f.ctx, &types.QueryValidatorsRequest{})
	require.NoError(t, err)
	require.Len(t, list.Validators, 8)

	_, seats := f.round(job + 1)
	duties, err := f.query.Duties(f.ctx, &types.QueryDutiesRequest{Address: seats[0].Validator})
	require.NoError(t, err)
	require.NotEmpty(t, duties.Duties)
	require.Equal(t, types.ROUND_STATUS_COMMIT, duties.Duties[0].Status)
	one, err := f.query.Validator(f.ctx, &types.QueryValidatorRequest{Address: seats[0].Validator})
	require.NoError(t, err)
	require.Equal(t, one.Validator.Stake.Sub(one.Validator.Locked), one.Free)
	_, err = f.query.Validator(f.ctx, &types.QueryValidatorRequest{Address: "x"})
	require.Error(t, err)
	_, err = f.query.Duties(f.ctx, nil)
	require.Error(t, err)
}
