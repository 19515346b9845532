package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

func TestTemperatureOf(t *testing.T) {
	for in, want := range map[string]string{"-1": "0", "-5": "0", "0": "1", "0.25": "1.25", "1": "2", "7": "2"} {
		require.Equal(t, fixed(want).String(), TemperatureOf(fixed(in)).String(), in)
	}
}

func TestEmployerTemperature(t *testing.T) {
	p := DefaultParams() // 90 % in time; 20 % less is the hottest
	for in, want := range map[string]string{"0.9": "1", "1": "0.5", "0.8": "1.5", "0.7": "2", "0.1": "2", "0": "2", "1.5": "0.5", "-3": "2"} {
		require.Equal(t, fixed(want).String(), EmployerTemperature(p, fixed(in)).String(), in)
	}
	p.SlaScaleBps = 0
	require.Equal(t, fixed("2").String(), EmployerTemperature(p, fixed("0.5")).String(), "no scale is the smallest")
}

func TestTemperatureNext(t *testing.T) {
	p := DefaultParams() // the highest is 1.75
	require.False(t, p.TemperatureAlarm(math.LegacyZeroDec()), "a market better than its targets is no alarm")
	p.TemperatureLowBps = 2_500
	before := Temperature{Kind: TEMPERATURE_KIND_CATEGORY, Category: "x", Value: fixed("1")}
	for _, tc := range []struct {
		value         string
		alarm, turned bool
	}{
		{"1.75", false, false},
		{"1.750000000000000001", true, true},
		{"2", true, false},
		{"0.249999999999999999", true, false},
		{"0.25", false, true},
		{"0", true, true},
		{"1", false, true},
	} {
		next, turned := before.Next(p, fixed(tc.value), 9)
		require.Equal(t, tc.turned, turned, tc.value)
		require.Equal(t, Temperature{
			Kind: TEMPERATURE_KIND_CATEGORY, Category: "x", Value: fixed(tc.value), Epoch: 9, Alarm: tc.alarm,
		}, next)
		before = next
	}
}

func TestFoldMean(t *testing.T) {
	_, ok := NewFold().Mean()
	require.False(t, ok)
	mean, ok := Fold{Heat: fixed("4.5"), Categories: 3}.Mean()
	require.True(t, ok)
	require.Equal(t, "1.500000000000000000", mean.String())
}

func TestMonitorNext(t *testing.T) {
	p := DefaultParams() // 5 % is the newest epoch's
	m := NewMonitor()
	m.Emitted = math.NewInt(77)
	_, known := m.Runway()
	require.False(t, known, "no fold has seen the treasury")
	require.True(t, m.Hamiltonian().IsZero())

	idle := m.Next(p, math.ZeroInt(), math.ZeroInt(), math.ZeroInt())
	_, known = idle.Runway()
	require.False(t, known, "it holds nothing and has lost nothing")

	m = m.Next(p, math.NewInt(100), math.NewInt(1_000), math.NewInt(50_000))
	require.True(t, m.Known)
	require.Equal(t, "-900.000000000000000000", m.Hamiltonian().String())
	require.Equal(t, math.NewInt(77), m.Emitted)
	runway, known := m.Runway()
	require.True(t, known)
	require.Equal(t, math.LegacyNewDec(1<<20), runway, "nothing was lost yet")

	m = m.Next(p, math.NewInt(300), math.NewInt(0), math.NewInt(46_000))
	require.Equal(t, "110.000000000000000000", m.Dissipated.String())
	require.Equal(t, "950.000000000000000000", m.Delivered.String())
	require.Equal(t, "200.000000000000000000", m.Drain.String())
	runway, _ = m.Runway()
	require.Equal(t, "230.000000000000000000", runway.String())

	m = m.Next(p, math.NewInt(0), math.NewInt(0), math.NewInt(90_000))
	require.Equal(t, "190.000000000000000000", m.Drain.String(), "what comes in is no loss")
	m = m.Next(p, math.NewInt(0), math.NewInt(0), math.NewInt(0))
	runway, known = m.Runway()
	require.True(t, known && runway.IsZero())
}

func TestMonitorAlarm(t *testing.T) {
	for _, tc := range []struct {
		dissipated, delivered string
		high                  int32
		ratio                 string
		alarm                 bool
	}{
		{"0", "0", -10_000, "0", false},
		{"5", "5", 0, "0", false},
		{"6", "5", 0, "0.090909090909090909", true},
		{"5", "6", 0, "-0.090909090909090909", false},
		{"5", "6", -2_000, "-0.090909090909090909", true},
		{"1", "0", 10_000, "1", false},
		{"1", "0", 9_999, "1", true},
		{"0", "1", -10_000, "-1", false},
	} {
		p := DefaultParams()
		p.HamiltonianHighBps = tc.high
		ratio, alarm := Monitor{Dissipated: fixed(tc.dissipated), Delivered: fixed(tc.delivered)}.Alarm(p)
		require.Equal(t, fixed(tc.ratio).String(), ratio.String(), tc)
		require.Equal(t, tc.alarm, alarm, tc)
	}
}

// TestMonitorStandsWhatStateCanHold: any amounts, those too that no supply can be.
func TestMonitorStandsWhatStateCanHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := DefaultParams()
		p.MonitorBps = rapid.Uint32Range(0, 10_000).Draw(t, "monitor")
		m := NewMonitor()
		draw := func(label string) math.Int {
			raw := rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(t, label)
			if len(raw) == 0 {
				return math.Int{}
			}
			return math.NewIntFromBigInt(decoded(raw, rapid.Bool().Draw(t, label+" negative")).BigInt())
		}
		for range 10 {
			m = m.Next(p, draw("dissipated"), draw("delivered"), draw("treasury"))
			require.False(t, m.Dissipated.IsNegative() || m.Delivered.IsNegative() || m.Drain.IsNegative() || m.Treasury.IsNegative())
			ratio, _ := m.Alarm(p)
			require.True(t, ratio.Abs().LTE(one))
			require.True(t, m.Hamiltonian().Abs().LTE(maxNatural))
			runway, known := m.Runway()
			require.Equal(t, m.Drain.IsPositive() || m.Treasury.IsPositive(), known)
			require.True(t, !runway.IsNegative() && runway.LTE(maxRunway))
			_, err := SENSOR_KIND_TREASURY_RUNWAY.Measure(runway)
			require.NoError(t, err)
		}
	})
}
