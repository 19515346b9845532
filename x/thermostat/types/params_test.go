package types_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func TestParamsValidate(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for _, tc := range []struct {
		name   string
		change func(p *types.Params)
		err    string
	}{
		{"shortest epoch", func(p *types.Params) { p.Epoch = time.Second }, ""},
		{"shorter", func(p *types.Params) { p.Epoch = time.Second - time.Millisecond }, "epoch is 999ms"},
		{"longest epoch", func(p *types.Params) { p.Epoch = 720 * time.Hour }, ""},
		{"longer", func(p *types.Params) { p.Epoch = 720*time.Hour + time.Millisecond }, "epoch is 720h0m0.001s"},
		{"no whole milliseconds", func(p *types.Params) { p.Epoch = time.Minute + time.Microsecond }, "in whole milliseconds"},
		{"least organisation", func(p *types.Params) { p.OrganisationBps = 157 }, ""},
		{"less", func(p *types.Params) { p.OrganisationBps = 156 }, "organisation_bps is 156; use 157 to 10000"},
		{"more", func(p *types.Params) { p.OrganisationBps = 10_001 }, "organisation_bps is 10001"},
		{"slowest", func(p *types.Params) { p.SmoothingBps = 99 }, "smoothing_bps is 99; use 100 to 10000"},
		{"beyond the newest", func(p *types.Params) { p.SmoothingBps = 10_001 }, "smoothing_bps is 10001"},
		{"no folds", func(p *types.Params) { p.FoldsPerBlock = 0 }, "folds_per_block is 0; use 1 to 100"},
		{"many folds", func(p *types.Params) { p.FoldsPerBlock = 101 }, "folds_per_block is 101"},
		{"no target", func(p *types.Params) { p.SlaTargetBps = 0 }, "sla_target_bps is 0"},
		{"target above the whole", func(p *types.Params) { p.SlaTargetBps = 10_001 }, "sla_target_bps is 10001"},
		{"no scale", func(p *types.Params) { p.SlaScaleBps = 0 }, "sla_scale_bps is 0; use 1 to 9000"},
		{"scale above the target", func(p *types.Params) { p.SlaScaleBps = 9_001 }, "sla_scale_bps is 9001; use 1 to 9000"},
		{"no monitor", func(p *types.Params) { p.MonitorBps = 0 }, "monitor_bps is 0"},
		{"hamiltonian at its ends", func(p *types.Params) { p.HamiltonianHighBps = -10_000 }, ""},
		{"hamiltonian below", func(p *types.Params) { p.HamiltonianHighBps = -10_001 }, "hamiltonian_high_bps is -10001"},
		{"hamiltonian above", func(p *types.Params) { p.HamiltonianHighBps = 10_001 }, "hamiltonian_high_bps is 10001"},
		{"no band", func(p *types.Params) { p.TemperatureLowBps, p.TemperatureHighBps = 10_000, 10_000 }, ""},
		{"low above target", func(p *types.Params) { p.TemperatureLowBps = 10_001 }, "temperature_low_bps is 10001"},
		{"high below target", func(p *types.Params) { p.TemperatureHighBps = 9_999 }, "temperature_high_bps is 9999"},
		{"high above any", func(p *types.Params) { p.TemperatureHighBps = 20_001 }, "temperature_high_bps is 20001"},
		{"emission", func(p *types.Params) { p.MaxSupply, p.MaxEmissionPerEpoch = math.NewInt(5), math.NewInt(5) }, ""},
		{"emission without a supply", func(p *types.Params) { p.MaxEmissionPerEpoch = math.OneInt() }, "max_emission_per_epoch is 1; use 0 to 0"},
		{"negative emission", func(p *types.Params) { p.MaxEmissionPerEpoch = math.NewInt(-1) }, "max_emission_per_epoch is -1"},
		{"emission missing", func(p *types.Params) { p.MaxEmissionPerEpoch = math.Int{} }, "max_emission_per_epoch is <nil>"},
		{"largest supply", func(p *types.Params) { p.MaxSupply = jobstypes.MaxAmount() }, ""},
		{"larger", func(p *types.Params) { p.MaxSupply = jobstypes.MaxAmount().AddRaw(1) }, "max_supply is 1000000000000000000000000000001"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := types.DefaultParams()
			tc.change(&p)
			requireError(t, p.Validate(), types.ErrInvalidParams, tc.err)
		})
	}
}

// requireError asserts an error of a kind whose text has a part; none if the part is empty.
func requireError(t *testing.T, err, kind error, text string) {
	t.Helper()
	if text == "" {
		require.NoError(t, err)
		return
	}
	require.ErrorIs(t, err, kind)
	require.ErrorContains(t, err, text)
}
