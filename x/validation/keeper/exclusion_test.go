package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/validation/types"
)

const unit = 100 * 100 // what 100 AGI weigh without a score

// firms returns six members: two of acme, one of umbrella, three of none.
func firms(t *testing.T) *fixture {
	t.Helper()
	f := setup(t)
	f.inOrganisation(actor(0), "acme")
	f.inOrganisation(actor(1), "acme")
	f.inOrganisation(actor(2), "umbrella")
	f.members(6)
	return f
}

func TestExcludedWeightCountsEachLeafOnce(t *testing.T) {
	f := firms(t)
	a := func(n ...int) (list []string) {
		for _, i := range n {
			list = append(list, actor(i).String())
		}
		return list
	}
	for name, tc := range map[string]struct {
		addresses, organisations []string
		want                     uint64
	}{
		"nobody":                      {nil, nil, 0},
		"one without an organisation": {a(3), nil, 1},
		"one of an organisation":      {a(0), nil, 1},
		"an organisation":             {nil, []string{"acme"}, 2},
		"one and its organisation":    {a(0), []string{"acme"}, 2},
		"all of it and itself":        {a(0, 1), []string{"acme"}, 2},
		"one and another's":           {a(3), []string{"acme"}, 3},
		"two organisations":           {a(0, 2), []string{"acme", "umbrella"}, 3},
		"named twice":                 {a(3, 3), []string{"acme", "acme", ""}, 3},
		"strangers":                   {a(50), []string{"nobody"}, 0},
		"everybody":                   {a(0, 1, 2, 3, 4, 5), []string{"acme", "umbrella"}, 6},
	} {
		excluded, total, err := f.k.ExcludedWeight(f.ctx, types.GeneralPool, tc.addresses, tc.organisations)
		require.NoError(t, err, name)
		require.Equal(t, uint64(6*unit), total, name)
		require.Equal(t, tc.want*unit, excluded, name)
	}
	_, _, err := f.k.ExcludedWeight(f.ctx, types.GeneralPool, []string{"x"}, nil)
	require.ErrorIs(t, err, types.ErrInvalidAddress)
	_, _, err = f.k.ExcludedWeight(f.ctx, "nowhere", nil, nil)
	require.ErrorIs(t, err, types.ErrUnknownPool)
	excluded, total, err := f.k.ExcludedWeight(f.ctx, types.ModeratorsPool, a(0), []string{"acme"})
	require.NoError(t, err)
	require.Zero(t, excluded+total)
}

func (f *fixture) weighs(organisation string) uint64 {
	f.t.Helper()
	excluded, _, err := f.k.ExcludedWeight(f.ctx, types.GeneralPool, nil, []string{organisation})
	require.NoError(f.t, err)
	return excluded
}

// The sums follow stake, organisation and membership when the weight enters the tree, and an export.
func TestOrganisationWeightsFollowTheLeaves(t *testing.T) {
	f := firms(t)
	require.NoError(t, f.bond(actor(0), 50*agi))
	f.blocks(types.DrawDelay)
	require.Equal(t, uint64(2*unit), f.weighs("acme"), "not before the draws of the third block")
	f.blocks(1)
	require.Equal(t, uint64(2*unit+unit/2), f.weighs("acme"))

	// A change of organisation counts from the next weight on.
	f.inOrganisation(actor(1), "umbrella")
	require.NoError(t, f.bond(actor(1), 1))
	f.blocks(types.DrawDelay + 1)
	require.Equal(t, uint64(unit+unit/2), f.weighs("acme"))
	require.Equal(t, uint64(2*unit), f.weighs("umbrella"))

	require.NoError(t, f.leave(actor(2), types.GeneralPool))
	f.inOrganisation(actor(0), "")
	require.NoError(t, f.unbond(actor(0), 50*agi))
	f.blocks(types.DrawDelay + 1)
	require.Zero(t, f.weighs("acme"))
	require.Equal(t, uint64(unit), f.weighs("umbrella"))
	g := f.reborn()
	g.check()
	require.Equal(t, uint64(unit), g.weighs("umbrella"))
	require.Equal(t, f.exported(), g.exported())
}

// A record that cannot be read keeps nobody's stake; its weight counts for no organisation meanwhile.
func TestUnreadableOrganisationStopsNoWeight(t *testing.T) {
	f := firms(t)
	require.NoError(t, f.unbond(actor(2), 50*agi))
	f.identity.fail = func(sdk.AccAddress) error { return errTest }
	f.end()
	failed := emitted[*types.EventItemFailed](f)
	require.Equal(t, []*types.EventItemFailed{{Item: "weight", Validator: actor(2).String(), Error: errTest.Error()}}, failed)
	f.identity.fail = nil
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime())
	f.blocks(types.DrawDelay)
	require.Equal(t, 50*agi, f.validator(actor(2)).DrawableStake.Int64())
	require.Zero(t, f.weighs("umbrella"))
}

func TestInvariantsKnowTheSumsOfOrganisations(t *testing.T) {
	for name, spoil := range map[string]func(f *fixture) error{
		"too much": func(f *fixture) error {
			return f.k.OrgWeights.Set(f.ctx, collections.Join(types.GeneralPool, "acme"), 1)
		},
		"missing": func(f *fixture) error {
			return f.k.OrgWeights.Remove(f.ctx, collections.Join(types.GeneralPool, "umbrella"))
		},
		"of nobody": func(f *fixture) error {
			return f.k.OrgWeights.Set(f.ctx, collections.Join(types.GeneralPool, "ghosts"), 1)
		},
		"a leaf that is not there": func(f *fixture) error {
			return f.k.LeafOrganisations.Set(f.ctx, collections.Join(actor(50), types.GeneralPool), "acme")
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := firms(t)
			require.NoError(t, spoil(f))
			broken := invariant.Check(f.ctx, f.k.Invariants())
			require.Len(t, broken, 1)
			require.ErrorContains(t, broken[0], "organisation-weights")
		})
	}
}

// What is excluded is known from a few keys, however large pool and organisation are.
func TestExcludedWeightReadsAFewKeys(t *testing.T) {
	reads := func(members int) (n int) {
		f := crowd(t, members)
		cache := f.ctx.MultiStore().CacheMultiStore()
		ctx := f.ctx.WithMultiStore(countingMultiStore{branch: cache, key: f.key, reads: &n})
		excluded, _, err := f.k.ExcludedWeight(ctx, types.GeneralPool, []string{actor(0).String(), actor(1).String()}, []string{"acme", "umbrella"})
		require.NoError(t, err)
		require.Equal(t, uint64(1+(members+2)/3)*unit, excluded)
		return n
	}
	few, many := reads(50), reads(2_500)
	require.LessOrEqual(t, many-few, 4, "one more level of the tree for each address")
	require.LessOrEqual(t, many, 20)
}
