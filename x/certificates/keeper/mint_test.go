package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const job = uint64(18_420_003_000)

func TestMint(t *testing.T) {
	f := testutil.New(t)
	exists, err := f.Keeper.Exists(f.Ctx, job)
	require.NoError(t, err)
	require.False(t, exists)

	got := events(t, f, func(ctx sdk.Context) {
		require.NoError(t, f.Keeper.Mint(ctx, testutil.Job(job), testutil.Employer, false))
	})
	require.Equal(t, []any{
		&nft.EventMint{ClassId: types.ClassID, Id: "18420003000", Owner: testutil.Employer.String()},
		&types.EventCertificateMinted{
			JobId: job, Owner: testutil.Employer.String(), Agent: testutil.Agent.String(), ResultSha256: bytes.Repeat([]byte{2}, 32),
		},
	}, got)

	exists, err = f.Keeper.Exists(f.Ctx, job)
	require.NoError(t, err)
	require.True(t, exists)
	cert, owner, err := f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)
	require.Equal(t, testutil.Employer, owner)
	want, err := types.New(testutil.Job(job), testutil.ChainID, testutil.Responsible.String(), testutil.Height)
	require.NoError(t, err)
	require.Equal(t, want, cert)
	sound(t, f)
}

func TestMintForTheTreasury(t *testing.T) {
	f := testutil.New(t)
	j := testutil.Job(job)
	j.Employer = money.TreasuryAddress().String()
	require.NoError(t, f.Keeper.Mint(f.Ctx, j, money.TreasuryAddress(), false))
	_, owner, err := f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)
	require.Equal(t, money.TreasuryAddress(), owner)
	sound(t, f)
}

func TestMintTwiceFails(t *testing.T) {
	f := testutil.New(t)
	f.Mint(t, job)
	before := f.Export()
	again := testutil.Job(job)
	again.Title = "Another title"
	require.EqualError(t, f.Keeper.Mint(f.Ctx, again, testutil.Employer, false), "job 18420003000: the job has its certificate already")
	require.Equal(t, before, f.Export())
	require.Equal(t, uint64(1), f.NFT.GetTotalSupply(f.Ctx, types.ClassID))
}

func TestMintRefusals(t *testing.T) {
	f := testutil.New(t)
	before := f.Export()
	for _, tc := range []struct {
		name   string
		change func(j *jobstypes.Job)
		want   string
	}{
		{"failed", func(j *jobstypes.Job) { j.Ruling.Outcome = jobstypes.OUTCOME_FAILED }, "job 18420003000 is not ruled COMPLETED: the job cannot be certified"},
		{"no submission", func(j *jobstypes.Job) { j.Submission = nil }, "job 18420003000 has no submission: the job cannot be certified"},
		{"no time", func(j *jobstypes.Job) { j.SettledMs = 0 }, "job 18420003000 has no time of settlement: the job cannot be certified"},
		{"no agent", func(j *jobstypes.Job) { j.Agent = "" }, `agent "" of job 18420003000: empty address string is not allowed: invalid address`},
		{"no employer", func(j *jobstypes.Job) { j.Employer = "" }, `employer "" of job 18420003000: empty address string is not allowed: invalid address`},
		{"unknown agent", func(j *jobstypes.Job) { j.Agent = testutil.Account(9).String() }, "unknown participant"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			j := testutil.Job(job)
			tc.change(&j)
			require.EqualError(t, f.Keeper.Mint(f.Ctx, j, testutil.Employer, false), tc.want)
			require.Equal(t, before, f.Export())
		})
	}
}

// A finished job keeps its certificate for ever, so its size is the chain's growth.
func TestSizeInTheStore(t *testing.T) {
	f := testutil.New(t)
	f.Mint(t, job)
	token, found := f.NFT.GetNFT(f.Ctx, types.ClassID, types.TokenID(job))
	require.True(t, found)
	require.LessOrEqual(t, len(f.Enc.Codec.MustMarshal(&token)), 900)
}
