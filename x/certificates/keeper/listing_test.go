package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/certificates/keeper"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

var evidence = jobstypes.Document{Uri: "https://data.example/finding", Sha256: make([]byte, 32)}

func list(f *testutil.Fixture, ctx sdk.Context, id uint64, owner string, price int64) error {
	_, err := keeper.NewMsgServer(f.Keeper).List(ctx, &types.MsgList{Owner: owner, JobId: id, Price: math.NewInt(price)})
	return err
}

func delist(f *testutil.Fixture, ctx sdk.Context, id uint64, owner string) error {
	_, err := keeper.NewMsgServer(f.Keeper).Delist(ctx, &types.MsgDelist{Owner: owner, JobId: id})
	return err
}

func offer(t testing.TB, f *testutil.Fixture, id uint64, owner sdk.AccAddress, price int64) {
	t.Helper()
	require.NoError(t, list(f, f.Ctx, id, owner.String(), price))
}

func revoke(t testing.TB, f *testutil.Fixture, id uint64) {
	t.Helper()
	_, err := keeper.NewMsgServer(f.Keeper).Revoke(f.Ctx, &types.MsgRevoke{
		Authority: f.Authority, JobId: id, Reason: "the data was stolen", Evidence: evidence,
	})
	require.NoError(t, err)
}

func TestListAndDelist(t *testing.T) {
	f := testutil.New(t)
	f.Mint(t, job)
	owner := testutil.Employer.String()
	for _, price := range []int64{500, 200} {
		got := events(t, f, func(ctx sdk.Context) { require.NoError(t, list(f, ctx, job, owner, price)) })
		want := types.Listing{JobId: job, Seller: owner, Price: math.NewInt(price), ListedMs: testutil.Now}
		require.Equal(t, []any{&types.EventCertificateListed{Listing: want}}, got)
		res, err := keeper.NewQueryServer(f.Keeper).Certificate(f.Ctx, &types.QueryCertificateRequest{JobId: job})
		require.NoError(t, err)
		require.Equal(t, &want, res.Listing)
		sound(t, f)
	}
	// An exit: whatever the owner's standing.
	f.Identity.Suspend(testutil.Employer)
	got := events(t, f, func(ctx sdk.Context) { require.NoError(t, delist(f, ctx, job, owner)) })
	require.Equal(t, []any{&types.EventCertificateDelisted{JobId: job, Seller: owner, Reason: "withdrawn"}}, got)
	require.EqualError(t, delist(f, f.Ctx, job, owner), "job 18420003000: the certificate is not for sale; see query certificates listings")
	sound(t, f)
}

// The gov module account stands for the treasury.
func TestListOfTheTreasury(t *testing.T) {
	f := testutil.New(t)
	f.Identity.Add(money.TreasuryAddress())
	require.NoError(t, f.Keeper.Mint(f.Ctx, testutil.Job(job), money.TreasuryAddress(), false))
	require.NoError(t, list(f, f.Ctx, job, f.Authority, 5))
	listing, err := f.Keeper.Listings.Get(f.Ctx, job)
	require.NoError(t, err)
	require.Equal(t, money.TreasuryAddress().String(), listing.Seller)
	require.NoError(t, delist(f, f.Ctx, job, f.Authority))
}

func TestRefusedLists(t *testing.T) {
	owner, agent := testutil.Employer.String(), testutil.Agent.String()
	for _, tc := range []struct {
		name    string
		prepare func(f *testutil.Fixture)
		act     func(f *testutil.Fixture, ctx sdk.Context) error
		want    error
	}{
		{"no certificate", nil, func(f *testutil.Fixture, ctx sdk.Context) error { return list(f, ctx, 7, owner, 5) }, types.ErrNotFound},
		{"another's", nil, func(f *testutil.Fixture, ctx sdk.Context) error { return list(f, ctx, job, agent, 5) }, types.ErrNotOwner},
		{
			"suspended", func(f *testutil.Fixture) { f.Identity.Suspend(testutil.Employer) },
			func(f *testutil.Fixture, ctx sdk.Context) error { return list(f, ctx, job, owner, 5) }, testutil.ErrSuspended,
		},
		{
			"bound", func(f *testutil.Fixture) { mintBound(t, f, 55) },
			func(f *testutil.Fixture, ctx sdk.Context) error { return list(f, ctx, 55, owner, 5) }, types.ErrBound,
		},
		{
			"revoked", func(f *testutil.Fixture) { revoke(t, f, job) },
			func(f *testutil.Fixture, ctx sdk.Context) error { return list(f, ctx, job, owner, 5) }, types.ErrRevoked,
		},
		{"for nothing", nil, func(f *testutil.Fixture, ctx sdk.Context) error { return list(f, ctx, job, owner, 0) }, types.ErrPrice},
		{"delist: no certificate", nil, func(f *testutil.Fixture, ctx sdk.Context) error { return delist(f, ctx, 7, owner) }, types.ErrNotFound},
		{
			"delist: another's", func(f *testutil.Fixture) { offer(t, f, job, testutil.Employer, 5) },
			func(f *testutil.Fixture, ctx sdk.Context) error { return delist(f, ctx, job, agent) }, types.ErrNotOwner,
		},
		{"delist: not listed", nil, func(f *testutil.Fixture, ctx sdk.Context) error { return delist(f, ctx, job, owner) }, types.ErrNotListed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := testutil.New(t)
			f.Mint(t, job)
			if tc.prepare != nil {
				tc.prepare(f)
			}
			before := f.ExportAll()
			require.Empty(t, events(t, f, func(ctx sdk.Context) { require.ErrorIs(t, tc.act(f, ctx), tc.want) }))
			require.Equal(t, before, f.ExportAll())
		})
	}
}

func TestRevoke(t *testing.T) {
	f := testutil.New(t)
	f.Mint(t, job)
	offer(t, f, job, testutil.Employer, 5)
	before, _, err := f.Keeper.Certificate(f.Ctx, job)
	require.NoError(t, err)
	got := events(t, f, func(ctx sdk.Context) {
		_, err := keeper.NewMsgServer(f.Keeper).Revoke(ctx, &types.MsgRevoke{
			Authority: f.Authority, JobId: job, Reason: "the data was stolen", Evidence: evidence,
		})
		require.NoError(t, err)
	})
	want := types.Revocation{JobId: job, Reason: "the data was stolen", Evidence: evidence, RevokedMs: testutil.Now, RevokedHeight: testutil.Height}
	require.Equal(t, []any{
		&types.EventCertificateDelisted{JobId: job, Seller: testutil.Employer.String(), Reason: "revoked"},
		&types.EventCertificateRevoked{Revocation: want},
	}, got)
	res, err := keeper.NewQueryServer(f.Keeper).Certificate(f.Ctx, &types.QueryCertificateRequest{JobId: job})
	require.NoError(t, err)
	require.Equal(t, &want, res.Revocation)
	require.Nil(t, res.Listing)
	require.Equal(t, before, res.Certificate, "it stays as it is, visibly revoked")
	require.Equal(t, testutil.Employer.String(), res.Owner)
	sound(t, f)
}

func TestRefusedRevocations(t *testing.T) {
	for _, tc := range []struct {
		name string
		edit func(m *types.MsgRevoke)
		want error
	}{
		{"somebody else", func(m *types.MsgRevoke) { m.Authority = testutil.Employer.String() }, types.ErrAuthority},
		{"no certificate", func(m *types.MsgRevoke) { m.JobId = 7 }, types.ErrNotFound},
		{"twice", func(m *types.MsgRevoke) { m.JobId = 55 }, types.ErrRevoked},
		{"no reason", func(m *types.MsgRevoke) { m.Reason = " " }, types.ErrText},
		{"no evidence", func(m *types.MsgRevoke) { m.Evidence = jobstypes.Document{} }, types.ErrText},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := testutil.New(t)
			f.Mint(t, job, 55)
			revoke(t, f, 55)
			before := f.ExportAll()
			msg := &types.MsgRevoke{Authority: f.Authority, JobId: job, Reason: "stolen data", Evidence: evidence}
			tc.edit(msg)
			_, err := keeper.NewMsgServer(f.Keeper).Revoke(f.Ctx, msg)
			require.ErrorIs(t, err, tc.want)
			require.Equal(t, before, f.ExportAll())
		})
	}
}
