package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/certificates/keeper"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
)

func TestQueryCertificate(t *testing.T) {
	f := testutil.New(t)
	f.Mint(t, job)
	q := keeper.NewQueryServer(f.Keeper)
	res, err := q.Certificate(f.Ctx, &types.QueryCertificateRequest{JobId: job})
	require.NoError(t, err)
	require.Equal(t, job, res.Certificate.JobId)
	require.Equal(t, testutil.Employer.String(), res.Owner)
	require.Equal(t, "agijobs-certificate", res.ClassId)

	_, err = q.Certificate(f.Ctx, &types.QueryCertificateRequest{JobId: job + 1})
	require.Equal(t, codes.NotFound, status.Code(err))
	for _, req := range []*types.QueryCertificateRequest{nil, {}} {
		_, err = q.Certificate(f.Ctx, req)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
}

// pagesOf returns the job ids and owners of all pages.
func pagesOf(t *testing.T, f *testutil.Fixture, owner string, limit uint64) (ids []uint64, owners []string, pages int) {
	t.Helper()
	page := &query.PageRequest{Limit: limit}
	for {
		res, err := keeper.NewQueryServer(f.Keeper).Certificates(f.Ctx, &types.QueryCertificatesRequest{Owner: owner, Pagination: page})
		require.NoError(t, err)
		pages++
		for _, c := range res.Certificates {
			ids, owners = append(ids, c.Certificate.JobId), append(owners, c.Owner)
		}
		if len(res.Pagination.NextKey) == 0 {
			return ids, owners, pages
		}
		page = &query.PageRequest{Key: res.Pagination.NextKey, Limit: limit}
	}
}

func TestQueryCertificates(t *testing.T) {
	f := testutil.New(t)
	f.Identity.Add(archive)
	f.Mint(t, 101, 102, 103, 104, 105)
	require.NoError(t, f.Keeper.Transfer(f.Ctx, 102, testutil.Employer, archive))
	require.NoError(t, f.Keeper.Transfer(f.Ctx, 104, testutil.Employer, archive))
	employer := testutil.Employer.String()

	ids, owners, pages := pagesOf(t, f, "", 2)
	require.Equal(t, []uint64{101, 102, 103, 104, 105}, ids)
	require.Equal(t, []string{employer, archive.String(), employer, archive.String(), employer}, owners)
	require.Equal(t, 3, pages)

	ids, owners, pages = pagesOf(t, f, archive.String(), 1)
	require.Equal(t, []uint64{102, 104}, ids)
	require.Equal(t, []string{archive.String(), archive.String()}, owners)
	require.Equal(t, 2, pages)

	ids, _, _ = pagesOf(t, f, testutil.Account(9).String(), 10)
	require.Empty(t, ids)

	q := keeper.NewQueryServer(f.Keeper)
	res, err := q.Certificates(f.Ctx, &types.QueryCertificatesRequest{Pagination: &query.PageRequest{Limit: 1, CountTotal: true}})
	require.NoError(t, err)
	require.Equal(t, uint64(5), res.Pagination.Total)
	for _, req := range []*types.QueryCertificatesRequest{nil, {Owner: "x"}} {
		_, err = q.Certificates(f.Ctx, req)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
}

// However much is asked for, one page stays bounded.
func TestPageIsBounded(t *testing.T) {
	f := testutil.New(t)
	for id := uint64(1); id <= 201; id++ {
		f.Mint(t, id)
	}
	ids, _, pages := pagesOf(t, f, testutil.Employer.String(), 1_000_000)
	require.Len(t, ids, 201)
	require.Equal(t, 2, pages)
}
