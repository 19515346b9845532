package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
)

func TestInvariantFindsForeignTokens(t *testing.T) {
	cert, err := types.New(testutil.Job(job), testutil.ChainID, "", testutil.Height)
	require.NoError(t, err)
	token, err := cert.Token()
	require.NoError(t, err)
	for name, broken := range map[string]nft.NFT{
		"no data":    {ClassId: types.ClassID, Id: "7"},
		"other id":   {ClassId: types.ClassID, Id: "7", Data: token.Data},
		"other data": {ClassId: types.ClassID, Id: "7", Data: &codectypes.Any{TypeUrl: "/agijobs.certificates.v1.MsgTransfer"}},
	} {
		f := testutil.New(t)
		f.Mint(t, job)
		sound(t, f)
		require.NoError(t, f.NFT.Mint(f.Ctx, broken, testutil.Employer))
		errs := invariant.Check(f.Ctx, f.Keeper.Invariants())
		require.Len(t, errs, 1, name)
		require.ErrorIs(t, errs[0], types.ErrCorrupt, name)
	}
}

func TestInvariantFindsAMissingOwner(t *testing.T) {
	f := testutil.New(t)
	require.NoError(t, f.NFT.Mint(f.Ctx, mustToken(t), sdk.AccAddress{}))
	errs := invariant.Check(f.Ctx, f.Keeper.Invariants())
	require.Len(t, errs, 1)
	require.ErrorContains(t, errs[0], `token "18420003000" has no owner`)
}

func TestInvariantNeedsTheClass(t *testing.T) {
	f := testutil.Bare(t)
	require.Len(t, invariant.Check(f.Ctx, f.Keeper.Invariants()), 1)
}

// More tokens than one step of the walk reads.
func TestInvariantReadsEveryPage(t *testing.T) {
	f := testutil.New(t)
	for id := uint64(1); id <= 1_001; id++ {
		f.Mint(t, id)
	}
	sound(t, f)
	require.NoError(t, f.NFT.Mint(f.Ctx, nft.NFT{ClassId: types.ClassID, Id: "zzz"}, testutil.Employer))
	require.Len(t, invariant.Check(f.Ctx, f.Keeper.Invariants()), 1)
}

func mustToken(t *testing.T) nft.NFT {
	t.Helper()
	cert, err := types.New(testutil.Job(job), testutil.ChainID, "", testutil.Height)
	require.NoError(t, err)
	token, err := cert.Token()
	require.NoError(t, err)
	return token
}
