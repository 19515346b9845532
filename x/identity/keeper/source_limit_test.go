package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Whoever runs a source of any kind sees what is left of the day.
func TestSourceUsageOfEachKind(t *testing.T) {
	f := attesting(t)
	_, err := f.srv.SetAllowlistRoot(f.ctx, &types.MsgSetAllowlistRoot{Authority: authority, Root: types.AllowlistRoot{
		Role: types.ROLE_AGENT, Root: make([]byte, types.HashSize), Kind: types.PARTICIPANT_KIND_HUMAN, DailyAdmissions: 7, Active: true,
	}})
	require.NoError(t, err)
	f.attest(t, acme, acmeName, machine1, f.in(time.Hour), types.ROLE_AGENT)
	f.attest(t, director, "organisation:acme", clerk, f.in(time.Hour), types.ROLE_EMPLOYER)

	// ACT and ASSERT
	for source, want := range map[string][2]uint32{
		"allowlist:ROLE_AGENT": {0, 7}, "name:agent.gov": {1, 10}, "organisation:acme": {1, 2},
	} {
		res, err := f.query.SourceUsage(f.ctx, &types.QuerySourceUsageRequest{Source: source})
		require.NoError(t, err, source)
		require.Equal(t, types.SourceUsage{Source: source, Day: types.Day(genesisTime), Admissions: want[0]}, res.Usage)
		require.Equal(t, want[1], res.Limit, source)
	}
	for _, source := range []string{"allowlist:ROLE_EMPLOYER", "allowlist:x", "name:acme.agent.gov", "organisation:nobody"} {
		_, err := f.query.SourceUsage(f.ctx, &types.QuerySourceUsageRequest{Source: source})
		require.ErrorContains(t, err, "NotFound", source)
	}
}
