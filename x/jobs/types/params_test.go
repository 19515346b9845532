package types

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

func TestDefaultParams(t *testing.T) {
	p := DefaultParams()
	require.NoError(t, p.Validate())
	require.Equal(t, "general", p.Ladder[0].PoolFor(testCategory()))
	require.Equal(t, "experts", Rung{Pool: "experts"}.PoolFor(testCategory()))
}

func TestParamsBounds(t *testing.T) {
	big := MaxAmount().AddRaw(1)
	for _, tc := range []struct {
		name   string
		change func(*Params)
		says   string // empty: accepted
	}{
		{"highest validation fee", func(p *Params) { p.ValidationFeeBps = 5_000 }, ""},
		{"validation fee", func(p *Params) { p.ValidationFeeBps = 5_001 }, "validation_fee_bps is 5001"},
		{"free validation but for the minimum", func(p *Params) { p.ValidationFeeBps = 0 }, ""},
		{"least seat fee", func(p *Params) { p.MinSeatFee = math.OneInt() }, ""},
		{"no seat fee", func(p *Params) { p.MinSeatFee = math.ZeroInt() }, "min_seat_fee"},
		{"unset seat fee", func(p *Params) { p.MinSeatFee = math.Int{} }, "min_seat_fee"},
		{"seat fee", func(p *Params) { p.MinSeatFee = big }, "min_seat_fee is above 10^30"},
		{"highest protocol fee", func(p *Params) { p.ProtocolFeeBps = 2_000 }, ""},
		{"protocol fee", func(p *Params) { p.ProtocolFeeBps = 2_001 }, "protocol_fee_bps"},
		{"burn all", func(p *Params) { p.BurnBps = 10_000 }, ""},
		{"burn", func(p *Params) { p.BurnBps = 10_001 }, "burn_bps"},
		{"no shortfall", func(p *Params) { p.ShortfallCap = math.ZeroInt() }, ""},
		{"shortfall", func(p *Params) { p.ShortfallCap = math.NewInt(-1) }, "shortfall_cap"},
		{"unset shortfall", func(p *Params) { p.ShortfallCap = math.Int{} }, "shortfall_cap"},
		{"whole payout as bond", func(p *Params) { p.BondBps = 10_000 }, ""},
		{"bond", func(p *Params) { p.BondBps = 10_001 }, "bond_bps"},
		{"no least bond", func(p *Params) { p.BondMin = math.ZeroInt() }, ""},
		{"negative least bond", func(p *Params) { p.BondMin = math.NewInt(-1) }, "bond_min"},
		{"bond cap at the least bond", func(p *Params) { p.BondCap = p.BondMin }, ""},
		{"bond cap below the least bond", func(p *Params) { p.BondCap = p.BondMin.SubRaw(1) }, "is above bond_cap"},
		{"bond cap", func(p *Params) { p.BondCap = big }, "bond_cap"},
		{"bond cap zero", func(p *Params) { p.BondCap, p.BondMin = math.ZeroInt(), math.ZeroInt() }, "bond_cap"},
		{"equal slashes", func(p *Params) { p.RejectSlashBps, p.ExpirySlashBps, p.SurrenderSlashBps = 7, 7, 7 }, ""},
		{"no slashes", func(p *Params) { p.RejectSlashBps, p.ExpirySlashBps, p.SurrenderSlashBps = 0, 0, 0 }, ""},
		{"reject", func(p *Params) { p.RejectSlashBps = 10_001 }, "reject_slash_bps"},
		{"expiry above reject", func(p *Params) { p.ExpirySlashBps = 5_001 }, "expiry_slash_bps (by reject_slash_bps) is 5001"},
		{"surrender above expiry", func(p *Params) { p.SurrenderSlashBps = 2_001 }, "surrender_slash_bps (by expiry_slash_bps)"},
		{"employer's share", func(p *Params) { p.SlashToEmployerBps = 10_001 }, "slash_to_employer_bps"},
		{"highest compensation", func(p *Params) { p.UnjudgeableCompensationBps = 5_000 }, ""},
		{"compensation", func(p *Params) { p.UnjudgeableCompensationBps = 5_001 }, "unjudgeable_compensation_bps"},
		{"shortest window", func(p *Params) { p.ChallengeWindow = time.Second }, ""},
		{"too short a window", func(p *Params) { p.ChallengeWindow = time.Second - time.Millisecond }, "challenge_window"},
		{"longest window", func(p *Params) { p.ChallengeWindow = 30 * 24 * time.Hour }, ""},
		{"too long a window", func(p *Params) { p.ChallengeWindow = 30*24*time.Hour + time.Millisecond }, "challenge_window"},
		{"parts of milliseconds", func(p *Params) { p.ChallengeWindow += time.Nanosecond }, "whole milliseconds"},
		{"no backoff", func(p *Params) { p.RetryBackoff = 0 }, "retry_backoff"},
		{"equal backoffs", func(p *Params) { p.MaxRetryBackoff = p.RetryBackoff }, ""},
		{"shrinking backoff", func(p *Params) { p.MaxRetryBackoff = p.RetryBackoff - time.Second }, "max_retry_backoff"},
		{"too long a backoff", func(p *Params) { p.MaxRetryBackoff = 8 * 24 * time.Hour }, "max_retry_backoff"},
		{"one active job", func(p *Params) { p.MaxActiveJobs = 1 }, ""},
		{"no active job", func(p *Params) { p.MaxActiveJobs = 0 }, "max_active_jobs"},
		{"most active jobs", func(p *Params) { p.MaxActiveJobs = 100 }, ""},
		{"too many active jobs", func(p *Params) { p.MaxActiveJobs = 101 }, "max_active_jobs"},
		{"no settlement", func(p *Params) { p.SettlementsPerBlock = 0 }, "settlements_per_block"},
		{"most settlements", func(p *Params) { p.SettlementsPerBlock = 10_000 }, ""},
		{"too many settlements", func(p *Params) { p.SettlementsPerBlock = 10_001 }, "settlements_per_block"},
		{"no rung", func(p *Params) { p.Ladder = nil }, "ladder has 0 rungs"},
		{"two rungs", func(p *Params) { p.Ladder = []Rung{{}, {}} }, "ladder has 2 rungs"},
		{"own pool", func(p *Params) { p.Ladder = []Rung{{Pool: "experts"}} }, ""},
		{"bad pool", func(p *Params) { p.Ladder = []Rung{{Pool: "Experts"}} }, "ladder pool"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := DefaultParams()
			tc.change(&p)
			err := p.Validate()
			if tc.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrParams)
			require.ErrorContains(t, err, tc.says)
		})
	}
}

// The parameters that the other property tests draw are ones that the chain accepts.
func TestDrawnParamsAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { require.NoError(t, drawParams(t).Validate()) })
}
