package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// whole has one of everything that genesis carries.
func whole(t *testing.T) *testutil.Fixture {
	t.Helper()
	f := testutil.New(t)
	mintOn(t, f, 101)
	mintOn(t, f, 102, 101)
	mintOn(t, f, 103, 101, 102)
	mintBound(t, f, 104)
	offer(t, f, 102, testutil.Employer, 50)
	offer(t, f, 103, testutil.Employer, 60)
	revoke(t, f, 101)
	return f
}

func TestGenesisCarriesTheWhole(t *testing.T) {
	f := whole(t)
	own := f.Certificates.ExportGenesis(f.Ctx, f.Enc.Codec)
	require.NoError(t, f.Certificates.ValidateGenesis(f.Enc.Codec, f.Enc.TxConfig, own))
	g := testutil.Bare(t)
	g.NFTModule.InitGenesis(g.Ctx, g.Enc.Codec, []byte(f.Export()))
	g.Certificates.InitGenesis(g.Ctx, g.Enc.Codec, own)
	require.Equal(t, f.ExportAll(), g.ExportAll())
	require.Equal(t, citations(t, f), citations(t, g))
	require.Len(t, citations(t, g), 3)
	sound(t, g)
}

func citations(t *testing.T, f *testutil.Fixture) (keys [][2]uint64) {
	t.Helper()
	require.NoError(t, f.Keeper.CitedBy.Walk(f.Ctx, nil, func(key collections.Pair[uint64, uint64]) (bool, error) {
		keys = append(keys, [2]uint64{key.K1(), key.K2()})
		return false, nil
	}))
	return keys
}

// Genesis and invariants find what x/nft's certificates contradict.
func TestContradictions(t *testing.T) {
	stranger := testutil.Account(9)
	for _, tc := range []struct {
		name string
		edit func(f *testutil.Fixture) error
		want string
	}{
		{"listed by another", func(f *testutil.Fixture) error {
			return f.Keeper.Listings.Set(f.Ctx, 102, types.Listing{JobId: 102, Seller: stranger.String(), Price: math.OneInt()})
		}, "job 102 is listed by " + stranger.String()},
		{"listed and no certificate", func(f *testutil.Fixture) error {
			return f.Keeper.Listings.Set(f.Ctx, 999, types.Listing{JobId: 999, Seller: stranger.String(), Price: math.OneInt()})
		}, "job 999: no such certificate"},
		{"listed and bound", func(f *testutil.Fixture) error {
			return f.Keeper.Listings.Set(f.Ctx, 104, types.Listing{JobId: 104, Seller: testutil.Employer.String(), Price: math.OneInt()})
		}, "job 104 is listed and bound"},
		{"listed and revoked", func(f *testutil.Fixture) error {
			return f.Keeper.Listings.Set(f.Ctx, 101, types.Listing{JobId: 101, Seller: testutil.Employer.String(), Price: math.OneInt()})
		}, "job 101 is listed and revoked"},
		{"revoked and no certificate", func(f *testutil.Fixture) error {
			return f.Keeper.Revocations.Set(f.Ctx, 999, types.Revocation{JobId: 999, Reason: "why", Evidence: evidence})
		}, "job 999 is revoked and has no certificate"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := whole(t)
			sound(t, f)
			require.NoError(t, tc.edit(f))
			errs := invariant.Check(f.Ctx, f.Keeper.Invariants())
			require.Len(t, errs, 1)
			require.ErrorIs(t, errs[0], types.ErrGenesis)
			require.ErrorContains(t, errs[0], "certificates/listings-and-revocations")
			require.ErrorContains(t, errs[0], tc.want)

			own, err := f.Keeper.ExportGenesis(f.Ctx)
			require.NoError(t, err)
			g := testutil.Bare(t)
			g.NFTModule.InitGenesis(g.Ctx, g.Enc.Codec, []byte(f.Export()))
			err = g.Keeper.InitGenesis(g.Ctx, *own)
			require.ErrorIs(t, err, types.ErrGenesis)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestInvariantsOfSourcesAndBalance(t *testing.T) {
	for _, tc := range []struct {
		name string
		edit func(f *testutil.Fixture) error
		want string
	}{
		{"an index too many", func(f *testutil.Fixture) error {
			return f.Keeper.CitedBy.Set(f.Ctx, collections.Join(uint64(103), uint64(101)))
		}, "certificates/cited-by: the index of sources has 4 entries, the certificates name 3 sources"},
		{"an index too few", func(f *testutil.Fixture) error {
			return f.Keeper.CitedBy.Remove(f.Ctx, collections.Join(uint64(101), uint64(103)))
		}, "certificates/cited-by: job 103 builds on 101 and is not in its index"},
		{"coins", func(f *testutil.Fixture) error {
			f.Bank.Fund(f.Ctx, authtypes.NewModuleAddress(types.ModuleName), 1)
			return nil
		}, "certificates/balance: the module account holds 1, must hold nothing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := whole(t)
			require.NoError(t, tc.edit(f))
			errs := invariant.Check(f.Ctx, f.Keeper.Invariants())
			require.Len(t, errs, 1)
			require.ErrorContains(t, errs[0], tc.want)
		})
	}
}

// A forged genesis could build in a circle, which no chain does.
func TestGenesisWithACircleIsRefused(t *testing.T) {
	f := testutil.Bare(t)
	require.NoError(t, f.NFT.SaveClass(f.Ctx, types.Class()))
	for id, source := range map[uint64]uint64{101: 102, 102: 101} {
		j := testutil.Job(id)
		j.Submission.Certificates = []uint64{source}
		cert, err := types.New(j, testutil.ChainID, "", testutil.Height)
		require.NoError(t, err)
		token, err := cert.Token()
		require.NoError(t, err)
		require.NoError(t, f.NFT.Mint(f.Ctx, token, testutil.Employer))
	}
	err := f.Keeper.InitGenesis(f.Ctx, *types.DefaultGenesis())
	require.ErrorIs(t, err, types.ErrSource)
	require.ErrorContains(t, err, "job 101 builds on itself")
}
