package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

func TestRerouteCompensation(t *testing.T) {
	for _, tc := range []struct {
		bps              uint32
		payout, treasury int64
		want             int64
	}{
		{500, 1_000, 1_000, 50},
		{500, 1_019, 1_000, 50},
		{500, 1_000, 49, 49},
		{500, 1_000, 0, 0},
		{0, 1_000, 1_000, 0},
		{maxRerouteCompensationBps, 10, 1_000, 2},
	} {
		got := RerouteCompensation(Params{RerouteCompensationBps: tc.bps}, math.NewInt(tc.payout), math.NewInt(tc.treasury))
		require.Equal(t, tc.want, got.Int64(), "%+v", tc)
	}
	require.True(t, RerouteCompensation(DefaultParams(), math.Int{}, math.Int{}).IsZero())
}

func TestRerouteCompensationIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := DefaultParams()
		p.RerouteCompensationBps = rapid.Uint32Range(0, maxRerouteCompensationBps).Draw(t, "bps")
		require.NoError(t, p.Validate())
		payout := math.NewInt(rapid.Int64Min(0).Draw(t, "payout"))
		treasury := math.NewInt(rapid.Int64Min(0).Draw(t, "treasury"))
		got := RerouteCompensation(p, payout, treasury)
		require.False(t, got.IsNegative())
		require.True(t, got.LTE(treasury))
		require.True(t, got.MulRaw(5).LTE(payout), "a fifth at most")
	})
	p := DefaultParams()
	p.RerouteCompensationBps = maxRerouteCompensationBps + 1
	require.ErrorContains(t, p.Validate(), "reroute_compensation_bps")
}
