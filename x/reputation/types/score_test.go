package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func dec(s string) math.LegacyDec { return math.LegacyMustNewDecFromStr(s) }

func TestBasePoints(t *testing.T) {
	params := types.DefaultParams() // unit: 1,000,000
	for _, tc := range []struct {
		name   string
		payout math.Int
		want   string
	}{
		{"nil", math.Int{}, "0"},
		{"negative", math.NewInt(-1), "0"},
		{"zero", math.ZeroInt(), "0"},
		{"one unit", math.NewInt(1_000_000), "1"},
		{"three units", math.NewInt(3_000_000), "2"},
		{"1023 units", math.NewInt(1_023_000_000), "10"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := params.BasePoints(tc.payout)
			require.NoError(t, err)
			require.Equal(t, dec(tc.want).String(), got.String())
		})
	}
}

func TestBasePointsOfAnyPayout(t *testing.T) {
	params := types.DefaultParams()
	params.Unit = math.OneInt()
	huge := math.NewIntWithDecimal(1, 76)
	got, err := params.BasePoints(huge)
	require.NoError(t, err)
	require.Equal(t, dec("128"), got, "payouts above 2^128 count as 2^128")
}

// Default parameters: cap 100,000, unit_points 100, speed 25 %, validator 20 %, employer 10 %. A payout of 3 units has a base of 2.
func TestAgentGain(t *testing.T) {
	work := func(used, allowed int64, quality uint32) types.Work {
		return types.Work{Payout: math.NewInt(3_000_000), UsedMs: used, AllowedMs: allowed, Quality: quality}
	}
	for _, tc := range []struct {
		name  string
		score string
		work  types.Work
		want  string
	}{
		{"in the last moment, perfect", "0", work(1000, 1000, 100), "200"},
		{"at once, perfect", "0", work(0, 1000, 100), "250"},
		{"half the time", "0", work(500, 1000, 100), "225"},
		{"after the time (extended)", "0", work(1500, 1000, 100), "200"},
		{"time runs backwards", "0", work(-5, 1000, 100), "250"},
		{"no allowed time", "0", work(0, 0, 100), "200"},
		{"quality 80", "0", work(1000, 1000, 80), "160"},
		{"quality below the floor", "0", work(1000, 1000, 49), "100"},
		{"quality 0", "0", work(1000, 1000, 0), "100"},
		{"quality above 100", "0", work(1000, 1000, 250), "200"},
		{"half way to the cap", "50000", work(1000, 1000, 100), "100"},
		{"at the cap", "100000", work(0, 1000, 100), "0"},
		{"above a lowered cap", "100001", work(0, 1000, 100), "0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := agentGain(types.DefaultParams(), dec(tc.score), tc.work)
			require.NoError(t, err)
			require.Equal(t, dec(tc.want).String(), got.String())
		})
	}
}

// on reckons a change on a score that was written now, and returns what it comes to before the score is held in its bounds.
func on(score math.LegacyDec, c types.Change, err error) (math.LegacyDec, error) {
	if err != nil {
		return math.LegacyDec{}, err
	}
	return c.Onto(score, 0)
}

func agentGain(p types.Params, score math.LegacyDec, w types.Work) (math.LegacyDec, error) {
	c, err := p.AgentGain(w, types.Dealing{})
	return on(score, c, err)
}

func validatorGain(p types.Params, score math.LegacyDec, payout math.Int) (math.LegacyDec, error) {
	c, err := p.ValidatorGain(payout)
	return on(score, c, err)
}

func employerGain(p types.Params, score math.LegacyDec, payout math.Int, d types.Dealing) (math.LegacyDec, error) {
	c, err := p.EmployerGain(payout, d)
	return on(score, c, err)
}

func loss(p types.Params, payout math.Int, reason types.LossReason) (math.LegacyDec, error) {
	c, err := p.Loss(payout, reason)
	by, err := on(math.LegacyZeroDec(), c, err)
	if err != nil {
		return by, err
	}
	return by.Neg(), nil
}

func TestShareGains(t *testing.T) {
	params := types.DefaultParams()
	got, err := validatorGain(params, dec("0"), math.NewInt(3_000_000))
	require.NoError(t, err)
	require.Equal(t, dec("40").String(), got.String())
	got, err = employerGain(params, dec("50000"), math.NewInt(3_000_000), types.Dealing{})
	require.NoError(t, err)
	require.Equal(t, dec("10").String(), got.String())
}

func TestLoss(t *testing.T) {
	for reason, want := range map[types.LossReason]string{
		types.LOSS_REASON_REJECTED:     "400",
		types.LOSS_REASON_EXPIRED:      "300",
		types.LOSS_REASON_SURRENDERED:  "100",
		types.LOSS_REASON_WRONG_VOTE:   "80",
		types.LOSS_REASON_WITHHELD:     "120",
		types.LOSS_REASON_ABSENT:       "60",
		types.LOSS_REASON_OVERTURNED:   "300",
		types.LOSS_REASON_DISPUTE_LOST: "100",
		types.LOSS_REASON_UNSPECIFIED:  "0",
	} {
		got, err := loss(types.DefaultParams(), math.NewInt(3_000_000), reason)
		require.NoError(t, err)
		require.Equal(t, dec(want).String(), got.String(), reason)
	}
}

func TestClamp(t *testing.T) {
	params := types.DefaultParams()
	require.Equal(t, dec("0"), params.Clamp(math.LegacyDec{}))
	require.Equal(t, dec("0"), params.Clamp(dec("-0.000000000000000001")))
	require.Equal(t, dec("99999.5"), params.Clamp(dec("99999.5")))
	require.Equal(t, dec("100000"), params.Clamp(dec("100000.000000000000000001")))
}

func TestHasScore(t *testing.T) {
	for role := range identitytypes.Role_name {
		want := role == int32(identitytypes.ROLE_AGENT) || role == int32(identitytypes.ROLE_VALIDATOR) || role == int32(identitytypes.ROLE_EMPLOYER)
		require.Equal(t, want, types.HasScore(identitytypes.Role(role)), role)
	}
	require.False(t, types.HasScore(99))
}

func TestLossName(t *testing.T) {
	require.Equal(t, "wrong_vote", types.LossName(types.LOSS_REASON_WRONG_VOTE))
	require.Equal(t, "rejected", types.LossName(types.LOSS_REASON_REJECTED))
}

// anyParams draws parameters from the whole of their bounds.
func anyParams(t *rapid.T) types.Params {
	params := types.DefaultParams()
	params.UnitPoints = rapid.Uint32Range(1, types.MaxUnitPoints).Draw(t, "unit_points")
	least := max(types.MinCap.Int64(), types.CapPerPoint*int64(params.UnitPoints))
	params.Cap = math.NewInt(rapid.Int64Range(least, types.MaxCap.Int64()).Draw(t, "cap"))
	params.Unit = math.NewInt(rapid.Int64Range(1, 1<<62).Draw(t, "unit"))
	params.SpeedBps = rapid.Uint32Range(0, types.MaxBps).Draw(t, "speed_bps")
	params.ValidatorBps = rapid.Uint32Range(0, types.MaxBps).Draw(t, "validator_bps")
	params.EmployerBps = rapid.Uint32Range(0, types.MaxBps).Draw(t, "employer_bps")
	heavy := rapid.Uint32Range(0, types.MaxLossBps).Draw(t, "heavy")
	light := rapid.Uint32Range(0, heavy).Draw(t, "light")
	for i, weight := range []uint32{heavy, heavy, light, light, heavy, light, light, heavy} {
		params.Losses[i].WeightBps = weight
	}
	params.ProbationThreshold = math.MinInt(params.ProbationThreshold, params.Cap)
	require.NoError(t, params.Validate())
	return params
}

func anyDealing(t *rapid.T) types.Dealing {
	return types.Dealing{Earlier: rapid.Uint32Range(0, types.MaxPairGains).Draw(t, "earlier"), Same: rapid.IntRange(0, 9).Draw(t, "same") == 0}
}

func anyPayout(t *rapid.T, label string) math.Int {
	payout := math.NewIntFromUint64(rapid.Uint64().Draw(t, label))
	// Now and then as large as a math.Int can be.
	shift := rapid.IntRange(0, 190).Draw(t, label+" shift")
	if rapid.IntRange(0, 9).Draw(t, label+" huge") > 0 {
		return payout
	}
	for range shift {
		payout = payout.MulRaw(2)
	}
	return payout
}

func anyWork(t *rapid.T) types.Work {
	return types.Work{
		Payout:    anyPayout(t, "payout"),
		UsedMs:    rapid.Int64Range(-1_000, 1<<50).Draw(t, "used"),
		AllowedMs: rapid.Int64Range(-1, 1<<50).Draw(t, "allowed"),
		Quality:   rapid.Uint32Range(0, 120).Draw(t, "quality"),
	}
}

// No history of gains and losses leaves 0 to cap or fails, a gain is never negative and never leads beyond the cap.
func TestScoreStaysInBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		params := anyParams(t)
		score, highest := math.LegacyZeroDec(), math.LegacyNewDecFromInt(params.Cap)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			var by math.LegacyDec
			var err error
			switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); kind {
			case 0:
				by, err = agentGain(params, score, anyWork(t))
			case 1:
				by, err = validatorGain(params, score, anyPayout(t, "payout"))
			case 2:
				by, err = employerGain(params, score, anyPayout(t, "payout"), anyDealing(t))
			default:
				by, err = loss(params, anyPayout(t, "payout"), types.LossReason(rapid.Int32Range(0, 9).Draw(t, "reason")))
				require.NoError(t, err)
				require.False(t, by.IsNegative(), "a loss is a number of points to take off")
				score = params.Clamp(score.Sub(by))
				continue
			}
			require.NoError(t, err)
			require.False(t, by.IsNegative(), "gain %s", by)
			score = score.Add(by)
			require.True(t, score.LTE(highest), "score %s above cap %s without a clamp", score, highest)
		}
		require.False(t, score.IsNegative())
	})
}

// More pay, less time or better quality never earn less; a higher score never earns more.
func TestGainIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		params, work := anyParams(t), anyWork(t)
		score := params.Clamp(math.LegacyNewDec(rapid.Int64Range(0, types.MaxCap.Int64()).Draw(t, "score")))
		gain := func(score math.LegacyDec, w types.Work) math.LegacyDec {
			got, err := agentGain(params, score, w)
			require.NoError(t, err)
			return got
		}
		base := gain(score, work)

		paid := work
		paid.Payout = paid.Payout.AddRaw(rapid.Int64Range(0, 1<<40).Draw(t, "more pay"))
		require.True(t, gain(score, paid).GTE(base), "payout")

		faster := work
		faster.UsedMs -= rapid.Int64Range(0, 1<<40).Draw(t, "less time")
		require.True(t, gain(score, faster).GTE(base), "speed")

		better := work
		better.Quality += rapid.Uint32Range(0, 100).Draw(t, "quality more")
		require.True(t, gain(score, better).GTE(base), "quality")

		lower := params.Clamp(score.Sub(math.LegacyNewDec(rapid.Int64Range(0, 1<<40).Draw(t, "lower"))))
		require.True(t, gain(lower, work).GTE(base), "score")
	})
}

// Speed never adds more than the base itself, the logarithm never pays twice the points for twice the pay.
func TestGainIsSublinear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		params, work := anyParams(t), anyWork(t)
		work.Payout = math.NewIntFromUint64(rapid.Uint64Range(1, 1<<60).Draw(t, "pay"))
		slow := work
		slow.UsedMs = slow.AllowedMs
		fast, err := agentGain(params, math.LegacyZeroDec(), work)
		require.NoError(t, err)
		late, err := agentGain(params, math.LegacyZeroDec(), slow)
		require.NoError(t, err)
		// One unit of the last decimal per rounding, scaled by unit_points.
		slack := math.LegacySmallestDec().MulInt64(4 * int64(params.UnitPoints))
		require.True(t, fast.LTE(late.MulInt64(2).Add(slack)), "fast %s, late %s", fast, late)

		base, err := params.BasePoints(work.Payout)
		require.NoError(t, err)
		double, err := params.BasePoints(work.Payout.MulRaw(2))
		require.NoError(t, err)
		require.True(t, double.LTE(base.MulInt64(2).Add(math.LegacySmallestDec().MulInt64(4))), "base %s, double %s", base, double)
	})
}
