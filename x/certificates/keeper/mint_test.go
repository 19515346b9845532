package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
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
	want.CompletedAt = testutil.BlockTime
	require.Equal(t, want, cert)

	again := f.Keeper.Mint(f.Ctx, testutil.Job(job), archive, false)
	require.Equal(t, types.ErrMinted.Wrap("job 18420003000").Error(), again.Error())
	_, owner, err = f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)
	require.Equal(t, testutil.Employer, owner)
	sound(t, f)
}

// What the job says beyond the first version is certified too; owner is the sponsor of its program.
func TestMintStatesTheWhole(t *testing.T) {
	f := testutil.New(t)
	j := testutil.Job(job)
	j.Contributors = []jobstypes.Contributor{{Address: archive.String(), ShareBps: 700, Accepted: true}}
	j.Program, j.Label, j.RoyaltyBps, j.Rights = 12, "train-1", 250, "CC BY 4.0"
	j.Verdict.Checks = []jobstypes.CheckTally{{Name: "bias", Passed: 2, Failed: 1}}
	require.NoError(t, f.Keeper.Mint(f.Ctx, j, archive, true))
	cert, owner, err := f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)
	require.Equal(t, archive, owner)
	require.Equal(t, testutil.Employer.String(), cert.Employer)
	require.Equal(t, j.Contributors, cert.Contributors)
	require.Equal(t, []any{uint64(12), "train-1", uint32(250), "CC BY 4.0", true}, []any{cert.Program, cert.Label, cert.RoyaltyBps, cert.Rights, cert.Bound})
	require.Equal(t, testutil.BlockTime, cert.CompletedAt)
	require.Equal(t, jobstypes.RULING_BASIS_VERDICT, cert.Basis)
	require.Equal(t, []jobstypes.CheckTally{{Name: "bias", Passed: 2, Failed: 1}}, cert.Verdict.Checks)
	sound(t, f)
}

// A certificate builds on what exists before it: so none can build on itself, however long the way.
func TestMintNeedsItsSources(t *testing.T) {
	f := testutil.New(t)
	f.Mint(t, 101)
	for _, tc := range []struct {
		sources []uint64
		want    string
	}{
		{[]uint64{101}, ""},
		{[]uint64{101, 999}, "job 102 builds on 999, which has none: a certificate builds on certificates that exist before it"},
		{[]uint64{102}, "job 102 builds on 102, which has none: a certificate builds on certificates that exist before it"},
		{[]uint64{103}, "job 102 builds on 103, which has none: a certificate builds on certificates that exist before it"},
	} {
		ctx, _ := f.Ctx.CacheContext()
		j := testutil.Job(102)
		j.Submission.Certificates = tc.sources
		err := f.Keeper.Mint(ctx, j, testutil.Employer, false)
		if tc.want != "" {
			require.EqualError(t, err, tc.want)
			require.ErrorIs(t, err, types.ErrSource)
			continue
		}
		require.NoError(t, err)
		require.Empty(t, invariant.Check(ctx, f.Keeper.Invariants()))
	}
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
	before := f.ExportAll()
	again := testutil.Job(job)
	again.Title = "Another title"
	require.EqualError(t, f.Keeper.Mint(f.Ctx, again, testutil.Employer, false), "job 18420003000: the job has its certificate already")
	require.Equal(t, before, f.ExportAll())
	require.Equal(t, uint64(1), f.NFT.GetTotalSupply(f.Ctx, types.ClassID))
}

func TestMintRefusals(t *testing.T) {
	f := testutil.New(t)
	before := f.ExportAll()
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
			require.Equal(t, before, f.ExportAll())
		})
	}
}

// A finished job keeps its certificate for ever, so its size is the chain's growth.
func TestSizeInTheStore(t *testing.T) {
	f := testutil.New(t)
	f.Mint(t, 17)
	j := testutil.Job(job)
	j.Submission.Certificates = []uint64{17}
	require.NoError(t, f.Keeper.Mint(f.Ctx, j, testutil.Employer, false))
	token, found := f.NFT.GetNFT(f.Ctx, types.ClassID, types.TokenID(job))
	require.True(t, found)
	require.LessOrEqual(t, len(f.Enc.Codec.MustMarshal(&token)), 900)
}
