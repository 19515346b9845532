package types_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestDefaultParamsAreValid(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	require.Equal(t, math.NewInt(10_000), types.DefaultParams().MaxAdjust())
}

func TestParamsValidate(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(p *types.Params)
		want   string // empty: valid
	}{
		{"cap missing", func(p *types.Params) { p.Cap = math.Int{} }, "cap is missing; use 1000 to 1000000000000: invalid parameters"},
		{"cap below", func(p *types.Params) { p.Cap = types.MinCap.SubRaw(1); p.UnitPoints = 1 }, "cap is 999; use 1000 to 1000000000000: invalid parameters"},
		{"cap least", func(p *types.Params) { p.Cap = types.MinCap; p.UnitPoints = 1 }, ""},
		{"cap most", func(p *types.Params) { p.Cap = types.MaxCap }, ""},
		{"cap above", func(p *types.Params) { p.Cap = types.MaxCap.AddRaw(1) }, "cap is 1000000000001; use 1000 to 1000000000000: invalid parameters"},
		{"cap below ten times unit_points", func(p *types.Params) { p.UnitPoints = 10_001 }, "cap is 100000; with unit_points 10001 use at least 100010: invalid parameters"},
		{"cap ten times unit_points", func(p *types.Params) { p.UnitPoints = 10_000 }, ""},
		{"unit missing", func(p *types.Params) { p.Unit = math.Int{} }, "unit is missing; use 1 to 1000000000000000000000000: invalid parameters"},
		{"unit zero", func(p *types.Params) { p.Unit = math.ZeroInt() }, "unit is 0; use 1 to 1000000000000000000000000: invalid parameters"},
		{"unit one", func(p *types.Params) { p.Unit = math.OneInt() }, ""},
		{"unit most", func(p *types.Params) { p.Unit = types.MaxUnit }, ""},
		{"unit above", func(p *types.Params) { p.Unit = types.MaxUnit.AddRaw(1) }, "unit is 1000000000000000000000001; use 1 to 1000000000000000000000000: invalid parameters"},
		{"unit_points zero", func(p *types.Params) { p.UnitPoints = 0 }, "unit_points is 0; use 1 to 1000000: invalid parameters"},
		{"unit_points above", func(p *types.Params) { p.UnitPoints = 1_000_001 }, "unit_points is 1000001; use 1 to 1000000: invalid parameters"},
		{"speed_bps zero", func(p *types.Params) { p.SpeedBps = 0 }, ""},
		{"speed_bps most", func(p *types.Params) { p.SpeedBps = 10_000 }, ""},
		{"speed_bps above", func(p *types.Params) { p.SpeedBps = 10_001 }, "speed_bps is 10001; use 0 to 10000: invalid parameters"},
		{"validator_bps above", func(p *types.Params) { p.ValidatorBps = 10_001 }, "validator_bps is 10001; use 0 to 10000: invalid parameters"},
		{"employer_bps above", func(p *types.Params) { p.EmployerBps = 10_001 }, "employer_bps is 10001; use 0 to 10000: invalid parameters"},
		{"a row is missing", func(p *types.Params) { p.Losses = p.Losses[:5] }, "losses has 5 rows; give one row for each of the 8 reasons: invalid parameters"},
		{"a row too many", func(p *types.Params) { p.Losses = append(p.Losses, p.Losses[0]) }, "losses has 9 rows; give one row for each of the 8 reasons: invalid parameters"},
		{"rows not sorted", func(p *types.Params) { p.Losses[0], p.Losses[1] = p.Losses[1], p.Losses[0] }, "losses row 0 is LOSS_REASON_EXPIRED; sort by reason: expected LOSS_REASON_REJECTED: invalid parameters"},
		{"a reason twice", func(p *types.Params) { p.Losses[1].Reason = types.LOSS_REASON_REJECTED }, "losses row 1 is LOSS_REASON_REJECTED; sort by reason: expected LOSS_REASON_EXPIRED: invalid parameters"},
		{"weight most", func(p *types.Params) { p.Losses[0].WeightBps = 100_000 }, ""},
		{"weight above", func(p *types.Params) { p.Losses[0].WeightBps = 100_001 }, "weight of LOSS_REASON_REJECTED is 100001 bps; use 0 to 100000: invalid parameters"},
		{"surrender dearer than silence", func(p *types.Params) { p.Losses[2].WeightBps = 15_001 }, "weight of LOSS_REASON_SURRENDERED (15001 bps) is above that of LOSS_REASON_EXPIRED (15000 bps); lower it: invalid parameters"},
		{"wrong vote dearer than a withheld one", func(p *types.Params) { p.Losses[3].WeightBps = 6_001 }, "weight of LOSS_REASON_WRONG_VOTE (6001 bps) is above that of LOSS_REASON_WITHHELD (6000 bps); lower it: invalid parameters"},
		{"absence dearer than a withheld vote", func(p *types.Params) { p.Losses[5].WeightBps = 6_001 }, "weight of LOSS_REASON_ABSENT (6001 bps) is above that of LOSS_REASON_WITHHELD (6000 bps); lower it: invalid parameters"},
		{"work that was approved dearer than work that was not", func(p *types.Params) { p.Losses[6].WeightBps = 20_001 }, "weight of LOSS_REASON_OVERTURNED (20001 bps) is above that of LOSS_REASON_REJECTED (20000 bps); lower it: invalid parameters"},
		{"a dispute dearer than the verdict", func(p *types.Params) { p.Losses[7].WeightBps = 20_001 }, "weight of LOSS_REASON_DISPUTE_LOST (20001 bps) is above that of LOSS_REASON_REJECTED (20000 bps); lower it: invalid parameters"},
		{"half_life off", func(p *types.Params) { p.HalfLife = 0 }, ""},
		{"half_life negative", func(p *types.Params) { p.HalfLife = -1 }, "half_life is -1ns; use 0s (scores do not decay), or 24h0m0s to 87600h0m0s: invalid parameters"},
		{"half_life least", func(p *types.Params) { p.HalfLife = 24 * time.Hour }, ""},
		{"half_life below", func(p *types.Params) { p.HalfLife = 24*time.Hour - 1 }, "half_life is 23h59m59.999999999s; use 0s (scores do not decay), or 24h0m0s to 87600h0m0s: invalid parameters"},
		{"half_life most", func(p *types.Params) { p.HalfLife = 87_600 * time.Hour }, ""},
		{"half_life above", func(p *types.Params) { p.HalfLife = 87_601 * time.Hour }, "half_life is 87601h0m0s; use 0s (scores do not decay), or 24h0m0s to 87600h0m0s: invalid parameters"},
		{"pair_window least", func(p *types.Params) { p.PairWindow = time.Hour }, ""},
		{"pair_window below", func(p *types.Params) { p.PairWindow = time.Hour - 1 }, "pair_window is 59m59.999999999s; use 1h0m0s to 87600h0m0s: invalid parameters"},
		{"pair_window above", func(p *types.Params) { p.PairWindow = 87_601 * time.Hour }, "pair_window is 87601h0m0s; use 1h0m0s to 87600h0m0s: invalid parameters"},
		{"probation_threshold missing", func(p *types.Params) { p.ProbationThreshold = math.Int{} }, "probation_threshold is missing; use 0 to 100000: invalid parameters"},
		{"probation_threshold off", func(p *types.Params) { p.ProbationThreshold = math.ZeroInt() }, ""},
		{"probation_threshold negative", func(p *types.Params) { p.ProbationThreshold = math.NewInt(-1) }, "probation_threshold is -1; use 0 to 100000: invalid parameters"},
		{"probation_threshold the cap", func(p *types.Params) { p.ProbationThreshold = p.Cap }, ""},
		{"probation_threshold above the cap", func(p *types.Params) { p.ProbationThreshold = p.Cap.AddRaw(1) }, "probation_threshold is 100001; use 0 to 100000: invalid parameters"},
		{"probation_jobs zero", func(p *types.Params) { p.ProbationJobs = 0 }, "probation_jobs is 0; use 1 to 1000: invalid parameters"},
		{"probation_jobs above", func(p *types.Params) { p.ProbationJobs = 1_001 }, "probation_jobs is 1001; use 1 to 1000: invalid parameters"},
		{"history_length zero", func(p *types.Params) { p.HistoryLength = 0 }, "history_length is 0; use 1 to 1000: invalid parameters"},
		{"history_length most", func(p *types.Params) { p.HistoryLength = 1_000 }, ""},
		{"history_length above", func(p *types.Params) { p.HistoryLength = 1_001 }, "history_length is 1001; use 1 to 1000: invalid parameters"},
		{"reranks_per_block zero", func(p *types.Params) { p.ReranksPerBlock = 0 }, "reranks_per_block is 0; use 1 to 10000: invalid parameters"},
		{"reranks_per_block above", func(p *types.Params) { p.ReranksPerBlock = 10_001 }, "reranks_per_block is 10001; use 1 to 10000: invalid parameters"},
		{"equal weights", func(p *types.Params) { p.Losses[5].WeightBps = 6_000 }, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			params := types.DefaultParams()
			tc.change(&params)
			err := params.Validate()
			if tc.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, types.ErrInvalidParams)
			require.EqualError(t, err, tc.want)
		})
	}
}
