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
		{"no bond of a dispute but the least", func(p *Params) { p.DisputeBondBps = 0 }, ""},
		{"highest bond of a dispute", func(p *Params) { p.DisputeBondBps = 5_000 }, ""},
		{"bond of a dispute", func(p *Params) { p.DisputeBondBps = 5_001 }, "dispute_bond_bps"},
		{"least bond of a dispute", func(p *Params) { p.DisputeBondMin = math.OneInt() }, ""},
		{"a dispute for nothing", func(p *Params) { p.DisputeBondMin = math.ZeroInt() }, "dispute_bond_min"},
		{"unset bond of a dispute", func(p *Params) { p.DisputeBondMin = math.Int{} }, "dispute_bond_min"},
		{"equal bonds of a dispute", func(p *Params) { p.DisputeBondMax = p.DisputeBondMin }, ""},
		{"bonds of a dispute crossed", func(p *Params) { p.DisputeBondMax = p.DisputeBondMin.SubRaw(1) }, "is above dispute_bond_max"},
		{"greatest bond of a dispute", func(p *Params) { p.DisputeBondMax = big }, "dispute_bond_max is above 10^30"},
		{"shortest council", func(p *Params) { p.CouncilWindow = time.Second }, ""},
		{"too short a council", func(p *Params) { p.CouncilWindow = 999 * time.Millisecond }, "council_window"},
		{"too long a council", func(p *Params) { p.CouncilWindow = 31 * 24 * time.Hour }, "council_window"},
		{"longest employer", func(p *Params) { p.EmployerWindow = 30 * 24 * time.Hour }, ""},
		{"no time for the employer", func(p *Params) { p.EmployerWindow = 0 }, "employer_window"},
		{"contributors who judge", func(p *Params) { p.ContributorExclusionBps = 0 }, ""},
		{"contributors who choose", func(p *Params) { p.ContributorExclusionBps = 5_001 }, "contributor_exclusion_bps"},
		{"no rung", func(p *Params) { p.Ladder = nil }, "0 rungs"},
		{"one rung of before there were kinds", func(p *Params) { p.Ladder = []Rung{{}} }, ""},
		{"six rungs", func(p *Params) { p.Ladder = make([]Rung, 6) }, ""},
		{"seven rungs", func(p *Params) { p.Ladder = make([]Rung, 7) }, "7 rungs"},
		{"own pool", func(p *Params) { p.Ladder = []Rung{{Pool: "experts"}} }, ""},
		{"bad pool", func(p *Params) { p.Ladder = []Rung{{Pool: "Experts"}} }, "ladder pool"},
		{"a committee after a panel", func(p *Params) { p.Ladder[1], p.Ladder[2] = p.Ladder[2], p.Ladder[1] }, ""},
		{"a committee of its own size", func(p *Params) { p.Ladder[1].Seats = 21 }, ""},
		{"a first committee of its own size", func(p *Params) { p.Ladder[0].Seats = 3 }, "rung 0: the seats of the first committee"},
		{"an even committee", func(p *Params) { p.Ladder[1].Seats = 4 }, "rung 1"},
		{"too large a committee", func(p *Params) { p.Ladder[1].Seats = 23 }, "rung 1"},
		{"a panel without a pool", func(p *Params) { p.Ladder[2].Pool = "" }, "rung 2: a panel needs"},
		{"a panel without seats", func(p *Params) { p.Ladder[2].Seats = 0 }, "rung 2: a panel needs"},
		{"a panel first", func(p *Params) { p.Ladder = p.Ladder[2:] }, "rung 0: a panel needs"},
		{"the council first", func(p *Params) { p.Ladder = p.Ladder[3:] }, "rung 0: the council is the last"},
		{"the council in between", func(p *Params) { p.Ladder = append(p.Ladder, Rung{}) }, "rung 3: the council is the last"},
		{"a council of a pool", func(p *Params) { p.Ladder[3].Pool = "general" }, "rung 3: the council is the last"},
		{"a council with seats", func(p *Params) { p.Ladder[3].Seats = 1 }, "rung 3: the council is the last"},
		{"unknown kind", func(p *Params) { p.Ladder[1].Kind = 99 }, "unknown kind 99"},
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
