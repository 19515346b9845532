package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/certificates/keeper"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
)

var archive = testutil.Account(7)

func transfer(f *testutil.Fixture, ctx sdk.Context, id uint64, owner, recipient string) error {
	_, err := keeper.NewMsgServer(f.Keeper).Transfer(ctx, &types.MsgTransfer{Owner: owner, JobId: id, Recipient: recipient})
	return err
}

func TestTransfer(t *testing.T) {
	f := testutil.New(t)
	f.Identity.Add(archive)
	f.Mint(t, job)
	before, _, err := f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)

	got := events(t, f, func(ctx sdk.Context) {
		require.NoError(t, transfer(f, ctx, job, testutil.Employer.String(), archive.String()))
	})
	require.Equal(t, []any{&types.EventCertificateTransferred{
		JobId: job, From: testutil.Employer.String(), To: archive.String(),
	}}, got)

	after, owner, err := f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)
	require.Equal(t, archive, owner)
	require.Equal(t, before, after, "the certificate itself never changes")
	require.Empty(t, f.NFT.GetNFTsOfClassByOwner(f.Ctx, types.ClassID, testutil.Employer))
	require.Len(t, f.NFT.GetNFTsOfClassByOwner(f.Ctx, types.ClassID, archive), 1)
	sound(t, f)

	require.NoError(t, transfer(f, f.Ctx, job, archive.String(), testutil.Employer.String()), "and back")
}

// The gov module account, which alone can sign a proposal's messages, stands for the treasury on both sides.
func TestTransferByTheTreasury(t *testing.T) {
	f := testutil.New(t)
	f.Identity.Add(archive, money.TreasuryAddress())
	f.Mint(t, job)
	require.NoError(t, transfer(f, f.Ctx, job, testutil.Employer.String(), f.Authority))
	_, owner, err := f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)
	require.Equal(t, money.TreasuryAddress(), owner)

	require.ErrorIs(t, transfer(f, f.Ctx, job, f.Authority, money.TreasuryAddress().String()), types.ErrRecipient, "to itself")
	require.NoError(t, transfer(f, f.Ctx, job, f.Authority, archive.String()))
	_, owner, err = f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)
	require.Equal(t, archive, owner)
}

func TestRefusedTransfers(t *testing.T) {
	owner, agent := testutil.Employer.String(), testutil.Agent.String()
	stranger := testutil.Account(9).String()
	for _, tc := range []struct {
		name             string
		prepare          func(f *testutil.Fixture)
		id               uint64
		owner, recipient string
		want             string
	}{
		{
			"no such certificate", nil, job + 1, owner, archive.String(),
			"job 18420003001: no such certificate; only a COMPLETED job has one",
		},
		{
			"not the owner", nil, job, agent, archive.String(),
			"the certificate of job 18420003000 belongs to " + owner + ", not to " + agent + ": only the owner may transfer a certificate, offer it or take the offer back",
		},
		{
			"the agent takes it", nil, job, agent, agent,
			"it is the owner: the recipient may not receive certificates",
		},
		{
			"to itself", nil, job, owner, owner,
			"it is the owner: the recipient may not receive certificates",
		},
		{
			"suspended owner", func(f *testutil.Fixture) { f.Identity.Suspend(testutil.Employer) }, job, owner, archive.String(),
			"owner: suspended: no new business",
		},
		{
			"suspended recipient", func(f *testutil.Fixture) { f.Identity.Suspend(archive) }, job, owner, archive.String(),
			"suspended: no new business: the recipient may not receive certificates",
		},
		{
			"to a stranger", nil, job, owner, stranger,
			"unknown participant: the recipient may not receive certificates",
		},
		{
			"bound", func(f *testutil.Fixture) { mintBound(t, f, 55) }, 55, owner, archive.String(),
			"job 55: the certificate is bound: its category keeps it with its owner",
		},
		{
			"job 0", nil, 0, owner, archive.String(),
			"job_id is 0; give the id of a completed job: invalid job id",
		},
		{
			"no owner", nil, job, "", archive.String(),
			`owner "": empty address string is not allowed: invalid address`,
		},
		{
			"no recipient", nil, job, owner, "",
			`recipient "": empty address string is not allowed: invalid address`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := testutil.New(t)
			f.Identity.Add(archive)
			f.Mint(t, job)
			if tc.prepare != nil {
				tc.prepare(f)
			}
			before := f.ExportAll()
			got := events(t, f, func(ctx sdk.Context) {
				require.EqualError(t, transfer(f, ctx, tc.id, tc.owner, tc.recipient), tc.want)
			})
			require.Empty(t, got)
			require.Equal(t, before, f.ExportAll())
		})
	}
}

func mintBound(t *testing.T, f *testutil.Fixture, id uint64) {
	t.Helper()
	require.NoError(t, f.Keeper.Mint(f.Ctx, testutil.Job(id), testutil.Employer, true))
}

// Who gets a certificate has not offered it.
func TestTransferEndsTheOffer(t *testing.T) {
	f := testutil.New(t)
	f.Identity.Add(archive)
	f.Mint(t, job)
	offer(t, f, job, testutil.Employer, 500)
	got := events(t, f, func(ctx sdk.Context) {
		require.NoError(t, transfer(f, ctx, job, testutil.Employer.String(), archive.String()))
	})
	require.Equal(t, []any{
		&types.EventCertificateDelisted{JobId: job, Seller: testutil.Employer.String(), Reason: "transferred"},
		&types.EventCertificateTransferred{JobId: job, From: testutil.Employer.String(), To: archive.String()},
	}, got)
	sound(t, f)
}

// What no longer counts may still be given away, visibly revoked.
func TestTransferOfTheRevoked(t *testing.T) {
	f := testutil.New(t)
	f.Identity.Add(archive)
	f.Mint(t, job)
	revoke(t, f, job)
	require.NoError(t, transfer(f, f.Ctx, job, testutil.Employer.String(), archive.String()))
	res, err := keeper.NewQueryServer(f.Keeper).Certificate(f.Ctx, &types.QueryCertificateRequest{JobId: job})
	require.NoError(t, err)
	require.Equal(t, archive.String(), res.Owner)
	require.NotNil(t, res.Revocation)
	sound(t, f)
}
