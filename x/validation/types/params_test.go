package types_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/validation/types"
)

func TestDefaultParamsAreValid(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	require.NoError(t, types.DefaultGenesis().Validate())
}

func TestParamsBounds(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*types.Params)
		text   string // empty: valid
	}{
		{"shortest windows", func(p *types.Params) { p.CommitWindow, p.RevealWindow = 2*time.Second, 2*time.Second }, ""},
		{"commit window n-1", func(p *types.Params) { p.CommitWindow = 2*time.Second - time.Millisecond }, "commit_window"},
		{"commit window max", func(p *types.Params) { p.CommitWindow = types.MaxWindow }, ""},
		{"commit window n+1", func(p *types.Params) { p.CommitWindow = types.MaxWindow + time.Millisecond }, "commit_window"},
		{"commit window in microseconds", func(p *types.Params) { p.CommitWindow += time.Microsecond }, "whole milliseconds"},
		{"reveal window", func(p *types.Params) { p.RevealWindow = 0 }, "reveal_window"},
		{"quorum of nothing", func(p *types.Params) { p.Quorum = types.Fraction{} }, "quorum"},
		{"quorum above 1", func(p *types.Params) { p.Quorum = types.Fraction{Num: 3, Den: 2} }, "quorum"},
		{"quorum of all", func(p *types.Params) { p.Quorum = types.Fraction{Num: 1, Den: 1} }, ""},
		{"quorum too fine", func(p *types.Params) { p.Quorum = types.Fraction{Num: 1, Den: 1_001} }, "denominator"},
		{"majority of a half", func(p *types.Params) { p.Majority = types.Fraction{Num: 1, Den: 2} }, "above 1/2"},
		{"majority above a half", func(p *types.Params) { p.Majority = types.Fraction{Num: 501, Den: 1_000} }, ""},
		{"even committee", func(p *types.Params) { p.MinCommittee = 4 }, "odd"},
		{"no committee", func(p *types.Params) { p.MinCommittee = 0 }, "odd"},
		{"largest committee", func(p *types.Params) { p.MinCommittee = types.MaxSeats }, ""},
		{"too large a committee", func(p *types.Params) { p.MinCommittee = types.MaxSeats + 2 }, "at most"},
		{"lock above the payout", func(p *types.Params) { p.SeatLockBps = 10_001 }, "seat_lock_bps"},
		{"no minimum lock", func(p *types.Params) { p.MinSeatLock = math.ZeroInt() }, "min_seat_lock"},
		{"missing lock", func(p *types.Params) { p.MinSeatLock = math.Int{} }, "min_seat_lock"},
		{"withheld like the worst wrong vote", func(p *types.Params) { p.WithheldSlashBps = p.MaxWrongVoteSlashBps }, "must be above max_wrong_vote"},
		{"withheld above the worst wrong vote", func(p *types.Params) { p.WithheldSlashBps = p.MaxWrongVoteSlashBps + 1 }, ""},
		{"wrong like the worst", func(p *types.Params) { p.WrongVoteSlashBps = p.MaxWrongVoteSlashBps }, ""},
		{"wrong above the worst", func(p *types.Params) { p.WrongVoteSlashBps = p.MaxWrongVoteSlashBps + 1 }, "at most max_wrong_vote_slash_bps"},
		{"worst wrong vote above all", func(p *types.Params) { p.MaxWrongVoteSlashBps = 10_001 }, "max_wrong_vote_slash_bps 10001 is above"},
		{"wrong vote window n-1", func(p *types.Params) { p.WrongVoteWindow = time.Minute - time.Millisecond }, "wrong_vote_window"},
		{"wrong vote window least", func(p *types.Params) { p.WrongVoteWindow = time.Minute }, ""},
		{"wrong vote window most", func(p *types.Params) { p.WrongVoteWindow = 365 * 24 * time.Hour }, ""},
		{"wrong vote window n+1", func(p *types.Params) { p.WrongVoteWindow = 365*24*time.Hour + time.Millisecond }, "wrong_vote_window"},
		{"canary like wrong", func(p *types.Params) { p.CanarySlashBps = p.WrongVoteSlashBps }, ""},
		{"canary below wrong", func(p *types.Params) { p.CanarySlashBps = p.WrongVoteSlashBps - 1 }, "at least wrong_vote_slash_bps"},
		{"canary of all", func(p *types.Params) { p.CanarySlashBps = 10_000 }, ""},
		{"canary above all", func(p *types.Params) { p.CanarySlashBps = 10_001 }, "canary_slash_bps 10001 is above"},
		{"no canary cap", func(p *types.Params) { p.CanaryCapBps = 0 }, "canary_cap_bps"},
		{"canary cap of all", func(p *types.Params) { p.CanaryCapBps = 10_000 }, ""},
		{"canary cap above all", func(p *types.Params) { p.CanaryCapBps = 10_001 }, "canary_cap_bps"},
		{"disclosure n-1", func(p *types.Params) { p.CanaryDiscloseWithin = time.Hour - time.Millisecond }, "canary_disclose_within"},
		{"disclosure least", func(p *types.Params) { p.CanaryDiscloseWithin = time.Hour }, ""},
		{"disclosure most", func(p *types.Params) { p.CanaryDiscloseWithin, p.CanaryHold = 365*24*time.Hour, 365*24*time.Hour }, ""},
		{"disclosure n+1", func(p *types.Params) { p.CanaryDiscloseWithin = 365*24*time.Hour + time.Millisecond }, "canary_disclose_within"},
		{"hold like disclosure", func(p *types.Params) { p.CanaryHold = p.CanaryDiscloseWithin }, ""},
		{"hold below disclosure", func(p *types.Params) { p.CanaryHold = p.CanaryDiscloseWithin - time.Millisecond }, "at least canary_disclose_within"},
		{"hold most", func(p *types.Params) { p.CanaryHold = types.MaxCanaryHold }, ""},
		{"hold n+1", func(p *types.Params) { p.CanaryHold = types.MaxCanaryHold + time.Millisecond }, "canary_hold"},
		{"no canaries", func(p *types.Params) { p.CanariesPerBlock = 0 }, "canaries_per_block"},
		{"too many canaries", func(p *types.Params) { p.CanariesPerBlock = 10_001 }, "canaries_per_block"},
		{"absent like withheld", func(p *types.Params) { p.AbsentSlashBps = p.WithheldSlashBps }, ""},
		{"absent above withheld", func(p *types.Params) { p.AbsentSlashBps = p.WithheldSlashBps + 1 }, "absent_slash_bps"},
		{"withheld above all", func(p *types.Params) { p.WithheldSlashBps = 10_001 }, "withheld_slash_bps"},
		{"burn above all", func(p *types.Params) { p.BurnBps = 10_001 }, "burn_bps"},
		{"no seats", func(p *types.Params) { p.MaxActiveSeats = 0 }, "max_active_seats"},
		{"too many seats", func(p *types.Params) { p.MaxActiveSeats = types.MaxActiveSeats + 1 }, "max_active_seats"},
		{"jail after none", func(p *types.Params) { p.JailAfter = 0 }, "jail_after"},
		{"short jail", func(p *types.Params) { p.JailDuration = time.Second }, "jail_duration"},
		{"short unbonding", func(p *types.Params) { p.UnbondingPeriod = time.Minute - time.Millisecond }, "unbonding_period"},
		{"shortest unbonding", func(p *types.Params) { p.UnbondingPeriod = time.Minute }, ""},
		{"weight unit", func(p *types.Params) { p.WeightUnit = math.NewInt(-1) }, "weight_unit"},
		{"weight units", func(p *types.Params) { p.MaxWeightUnits = 0 }, "max_weight_units"},
		{"too many units", func(p *types.Params) { p.MaxWeightUnits = types.MaxWeightUnits + 1 }, "max_weight_units"},
		{"draws", func(p *types.Params) { p.DrawsPerBlock = 0 }, "draws_per_block"},
		{"closes", func(p *types.Params) { p.ClosesPerBlock = types.MaxPerBlock + 1 }, "closes_per_block"},
		{"unbondings", func(p *types.Params) { p.UnbondingsPerBlock = 0 }, "unbondings_per_block"},
		{"weights", func(p *types.Params) { p.WeightsPerBlock = 0 }, "weights_per_block"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			params := types.DefaultParams()
			tc.change(&params)
			err := params.Validate()
			if tc.text == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, types.ErrInvalidParams)
			require.ErrorContains(t, err, tc.text)
		})
	}
}

func TestSeatLock(t *testing.T) {
	params := types.DefaultParams()
	for _, tc := range []struct{ payout, want int64 }{
		{0, 1_000_000},
		{14_999_999, 1_000_000}, // 20 % of it, shared by 3, is below the minimum
		{15_000_000, 1_000_000},
		{15_000_015, 1_000_001},
		{300_000_000, 20_000_000},
	} {
		require.Equal(t, tc.want, params.SeatLock(math.NewInt(tc.payout), 3).Int64())
	}
	require.Equal(t, params.MinSeatLock, params.SeatLock(math.NewInt(1_000_000_000), 0))
	rapid.Check(t, func(t *rapid.T) {
		payout := math.NewInt(rapid.Int64Min(0).Draw(t, "payout"))
		seats := rapid.Uint32Range(1, types.MaxSeats).Draw(t, "seats")
		lock := params.SeatLock(payout, seats)
		require.True(t, lock.GTE(params.MinSeatLock))
		if lock.GT(params.MinSeatLock) {
			all := lock.MulRaw(int64(seats))
			share := payout.MulRaw(int64(params.SeatLockBps)).QuoRaw(10_000)
			require.True(t, all.LTE(share) && share.Sub(all).LT(math.NewInt(int64(seats))))
		}
	})
}

func TestRetriesGrow(t *testing.T) {
	for failures, want := range map[uint32]int64{0: 10, 1: 10, 2: 20, 3: 40, 11: 10_000, 4_000_000_000: 10_000} {
		require.Equal(t, want, types.RetryBlocks(failures))
	}
	require.Equal(t, time.Minute, types.RetryDelay(1))
	require.Equal(t, 4*time.Minute, types.RetryDelay(3))
	require.Equal(t, 24*time.Hour, types.RetryDelay(20))
}

func TestTreePrefixesStartNoOther(t *testing.T) {
	require.Equal(t, []byte("\x20ab\x00"), types.TreePrefix("ab"))
	require.NotEqual(t, types.TreePrefix("ab"), types.TreePrefix("abc")[:len(types.TreePrefix("ab"))])
}
