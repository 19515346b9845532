package keeper

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/operators/types"
)

func TestQueryOperators(t *testing.T) {
	f := setup(t)
	f.join(4)
	require.NoError(t, f.k.Grant(f.ctx, actor(2), power(2)))
	f.undelegate(actor(3), power(4))
	delete(f.people, actor(4).String()) // unknown to x/identity
	p := f.people[actor(2).String()]
	p.Roles = []identitytypes.Role{identitytypes.ROLE_EMPLOYER}
	f.people[actor(2).String()] = p
	f.block()
	require.NoError(t, f.remove(actor(1)))
	f.block()

	res, err := f.query.Operators(f.ctx, &types.QueryOperatorsRequest{})
	require.NoError(t, err)
	require.EqualValues(t, 3, res.Active)
	require.EqualValues(t, 26, res.TotalPower)
	none := math.ZeroInt()
	want := []types.OperatorInfo{
		{FreeSeats: none, BondedSeats: none, UnbondingSeats: power(10), Jailed: true, Removed: true, HasRole: true},
		{FreeSeats: power(2), BondedSeats: power(10), UnbondingSeats: none, Power: 10},
		{FreeSeats: none, BondedSeats: power(6), UnbondingSeats: power(4), Power: 6, HasRole: true},
		{FreeSeats: none, BondedSeats: power(10), UnbondingSeats: none, Power: 10},
	}
	for i := range want {
		addr := actor(byte(i + 1))
		want[i].Operator, err = f.k.operators.Get(f.ctx, addr)
		require.NoError(t, err)
		want[i].ValidatorAddress, want[i].Moniker = sdk.ValAddress(addr).String(), "node"
	}
	require.Equal(t, want, res.Operators)

	// An operator without a validator has seats alone.
	f.admit(actor(5))
	require.NoError(t, f.k.Grant(f.ctx, actor(5), power(1)))
	res, err = f.query.Operators(f.ctx, &types.QueryOperatorsRequest{Pagination: &query.PageRequest{Offset: 4}})
	require.NoError(t, err)
	require.Len(t, res.Operators, 1)
	require.Empty(t, res.Operators[0].Moniker)
	require.Equal(t, power(1), res.Operators[0].FreeSeats)
	require.EqualValues(t, 26, res.TotalPower, "of all, not of the page")
}

func TestQueryPages(t *testing.T) {
	f := setup(t)
	f.join(7)
	require.NoError(t, f.remove(actor(2)))
	require.NoError(t, f.remove(actor(1)))
	removals, err := f.query.Removals(f.ctx, &types.QueryRemovalsRequest{})
	require.NoError(t, err)
	require.Equal(t, []types.Removal{f.removal(actor(1)), f.removal(actor(2))}, removals.Removals)
	first, err := f.query.Removals(f.ctx, &types.QueryRemovalsRequest{Pagination: &query.PageRequest{Limit: 1}})
	require.NoError(t, err)
	require.Len(t, first.Removals, 1)
	next, err := f.query.Removals(f.ctx, &types.QueryRemovalsRequest{Pagination: &query.PageRequest{Key: first.Pagination.NextKey}})
	require.NoError(t, err)
	require.Equal(t, removals.Removals[1:], next.Removals)

	require.Nil(t, bounded(nil))
	require.EqualValues(t, maxPage, bounded(&query.PageRequest{Limit: maxPage}).Limit)
	require.EqualValues(t, maxPage, bounded(&query.PageRequest{Limit: 1 << 40}).Limit)
}
